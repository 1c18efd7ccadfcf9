//! The icon of a kind of component.

use icondata_core::IconData;
use ninefold_editor::presets;

/// The icon for a `kind` in a file; a plain box for kinds nobody knows.
#[must_use]
pub fn symbol(kind: &str) -> &'static IconData {
    named(presets::icon(Some(kind)))
}

/// The icon with this lucide name; a plain box for one that is not linked in.
#[must_use]
pub fn named(name: &str) -> &'static IconData {
    match name {
        "server" => icondata_lu::LuServer,
        "cog" => icondata_lu::LuCog,
        "globe" => icondata_lu::LuGlobe,
        "database" => icondata_lu::LuDatabase,
        "zap" => icondata_lu::LuZap,
        "list-ordered" => icondata_lu::LuListOrdered,
        "hard-drive" => icondata_lu::LuHardDrive,
        "network" => icondata_lu::LuNetwork,
        "door-open" => icondata_lu::LuDoorOpen,
        "signpost" => icondata_lu::LuSignpost,
        "cloud" => icondata_lu::LuCloud,
        "split" => icondata_lu::LuSplit,
        "map" => icondata_lu::LuMap,
        "square-dashed" => icondata_lu::LuSquareDashed,
        "git-compare" => icondata_lu::LuGitCompare,
        "layers" => icondata_lu::LuLayers,
        "minus" => icondata_lu::LuMinus,
        "vote" => icondata_lu::LuVote,
        "copy" => icondata_lu::LuCopy,
        "table" => icondata_lu::LuTable,
        "zap-off" => icondata_lu::LuZapOff,
        "gauge" => icondata_lu::LuGauge,
        _ => icondata_lu::LuBox,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_palette_entry_has_an_icon_of_its_own() {
        for preset in presets::all() {
            assert!(!std::ptr::eq(named(preset.icon), icondata_lu::LuBox), "{} has no icon", preset.id);
        }
    }
}
