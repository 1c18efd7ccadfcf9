//! The models that are edited: made here, so that the browser needs no file.

use ninefold_engine::model::{self, Project};

/// Three regions of three zones; in each region a front, `services` with copies in all zones and a detection time, databases with a standby;
/// the regions behind a failover rule.
///
/// # Errors
/// None, unless the format has changed.
pub fn three_regions(services: usize) -> Result<Project, String> {
    let (mut zones, mut components, mut links) = (Vec::new(), Vec::new(), Vec::new());
    components.push(
        r#"{"id":"dns","needs":{"failover":{"time":"90s","success":0.98,"manual":"30m"}},
            "failures":[{"availability":0.99999,"mttr":"30m"}]}"#
            .to_owned(),
    );
    for region in ["r1", "r2", "r3"] {
        zones.push(format!(r#"{{"id":"{region}","failures":[{{"mtbf":"10y","mttr":"3h"}}]}}"#));
        for zone in ["a", "b", "c"] {
            zones.push(format!(
                r#"{{"id":"{region}{zone}","parent":"{region}","failures":[{{"mtbf":"2y","mttr":"2h"}}]}}"#
            ));
        }
        let places = format!(r#"["{region}a","{region}b","{region}c"]"#);
        components.push(format!(
            r#"{{"id":"{region}-front","zones":["{region}"],"failures":[{{"availability":0.9999,"mttr":"15m"}}]}}"#
        ));
        links.push(link("dns", &format!("{region}-front")));
        for number in 0..services {
            let (service, database) = (format!("{region}-s{number}"), format!("{region}-d{number}"));
            components.push(format!(
                r#"{{"id":"{service}","zones":{places},
                "failures":[{{"mtbf":"30d","mttr":"2m"}},{{"scope":"all","mtbf":"60d","mttr":"20m"}}],
                "copies":{{"mode":"active-active","count":6,"required":4,"detection":"30s"}}}}"#
            ));
            components.push(format!(
                r#"{{"id":"{database}","zones":{places},"failures":[{{"mtbf":"1y","mttr":"1h"}}],
                "copies":{{"mode":"active-passive","active":1,"standby":1,
                           "failover":{{"time":"45s","success":0.99,"manual":"30m"}}}}}}"#
            ));
            links.push(link(&format!("{region}-front"), &service));
            links.push(link(&service, &database));
        }
    }
    project(&zones, &components, &links, "dns")
}

/// `count` components: services in a tree, four below each, in two of three zones; some also need one of `shared` ones.
///
/// # Errors
/// None, unless the format has changed.
pub fn tree(count: usize, shared: usize) -> Result<Project, String> {
    let zone = |id: &str| format!(r#"{{"id":"{id}","failures":[{{"mtbf":"2y","mttr":"2h"}}]}}"#);
    let mut components = vec![r#"{"id":"c0","failures":[{"availability":0.99999,"mttr":"30m"}]}"#.to_owned()];
    let mut links = Vec::new();
    for number in 0..shared {
        components.push(format!(
            r#"{{"id":"s{number}","zones":["a","b","c"],"failures":[{{"mtbf":"90d","mttr":"10m"}}],
            "copies":{{"mode":"active-active","count":3,"required":2}}}}"#
        ));
    }
    for number in 1..count - shared {
        let zones = [r#"["a","b"]"#, r#"["b","c"]"#, r#"["a","c"]"#][number % 3];
        let needs = if number % 3 == 1 { "any" } else { "all" };
        let (days, minutes) = (30 + number % 270, 2 + number % 58);
        components.push(format!(
            r#"{{"id":"c{number}","zones":{zones},"needs":"{needs}",
            "failures":[{{"mtbf":"{days}d","mttr":"{minutes}m"}}],
            "copies":{{"mode":"active-active","count":2,"required":1}}}}"#
        ));
        links.push(link(&format!("c{}", (number - 1) / 4), &format!("c{number}")));
        if number % 5 < 2 {
            links.push(link(&format!("c{number}"), &format!("s{}", number * 7 % shared)));
        }
    }
    project(&["a", "b", "c"].map(zone), &components, &links, "c0")
}

fn link(from: &str, to: &str) -> String {
    format!(r#"{{"from":"{from}","to":"{to}"}}"#)
}

fn project(
    zones: &[String],
    components: &[String],
    links: &[String],
    entry: &str,
) -> Result<Project, String> {
    let text = format!(
        r#"{{"format":"ninefold/1","objective":{{"availability":0.9995}},"zones":[{}],"components":[{}],"links":[{}],
        "journeys":[{{"id":"j","entry":"{entry}"}}]}}"#,
        zones.join(","),
        components.join(","),
        links.join(",")
    );
    model::read(&text).map(|read| read.project).map_err(|error| error.to_string())
}
