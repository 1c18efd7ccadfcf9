//! The theme's colours for a chart.

use ninefold_engine::report::charts::Palette;
use plotters::style::RGBColor;

/// The palette at `element`, from the theme's roles. A role that cannot be read keeps the printed colour.
pub fn palette(element: &web_sys::Element) -> Palette {
    let printed = Palette::light();
    let Ok(Some(style)) = leptos::prelude::window().get_computed_style(element) else { return printed };
    let role = |name: &str, otherwise: RGBColor| {
        style.get_property_value(name).ok().and_then(|text| parse(&text)).unwrap_or(otherwise)
    };
    Palette {
        background: role("--surface", printed.background),
        text: role("--text", printed.text),
        muted: role("--text-soft", printed.muted),
        grid: role("--border", printed.grid),
        bar: role("--accent", printed.bar),
        over: role("--bad", printed.over),
    }
}

/// Reads `#rrggbb`, `#rgb` or `rgb(r, g, b)`.
fn parse(text: &str) -> Option<RGBColor> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        let part = |range: std::ops::Range<usize>| u8::from_str_radix(digits.get(range)?, 16).ok();
        return match digits.len() {
            6 => Some(RGBColor(part(0..2)?, part(2..4)?, part(4..6)?)),
            3 => Some(RGBColor(part(0..1)? * 17, part(1..2)? * 17, part(2..3)? * 17)),
            _ => None,
        };
    }
    let inside = text.strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts =
        inside.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse::<u8>().ok());
    Some(RGBColor(parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_browsers_give_them() {
        assert_eq!(parse(" #15181e"), Some(RGBColor(0x15, 0x18, 0x1e)));
        assert_eq!(parse("#fff"), Some(RGBColor(255, 255, 255)));
        assert_eq!(parse("rgb(21, 24, 30)"), Some(RGBColor(21, 24, 30)));
        assert_eq!(parse("rgb(21 24 30)"), Some(RGBColor(21, 24, 30)));
        for nonsense in ["", "#12", "#gggggg", "rgb(1,2)", "canvas"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }
}
