//! How each browser and its driver are started: a fresh profile, no window, no traffic of the browser's own.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use xtask::browsers::{Browser, Installed};

use super::process::free_port;

/// The command that starts the driver on `port`.
pub fn driver(installed: &Installed, port: u16, profile: &Path, display: Option<&str>) -> Command {
    let mut command = Command::new(&installed.driver);
    match installed.browser {
        Browser::Chromium => command.arg(format!("--port={port}")),
        Browser::Firefox => command
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .args(["--marionette-port", &free_port().to_string()])
            .args(["--websocket-port", &free_port().to_string()]),
        Browser::WebKit => command
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            // Only the screen started here, whatever desktop there is. (Forcing its renderer as well, as often
            // advised for machines without a graphics card, makes screenshots wait for ever.)
            .env("GDK_BACKEND", "x11")
            .env("GTK_A11Y", "none")
            .env("NO_AT_BRIDGE", "1"),
    };
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    for (variable, folder) in [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
        ("TMPDIR", "tmp"),
    ] {
        let folder = profile.join(folder);
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        command.env(variable, folder);
    }
    command
}

/// What the driver is told when the session starts.
pub fn capabilities(installed: &Installed, profile: &Path, downloads: &Path) -> Value {
    let program = installed.program.to_string_lossy();
    match installed.browser {
        Browser::Chromium => chromium(&program, profile, downloads),
        Browser::Firefox => firefox(&program, downloads),
        Browser::WebKit => json!({
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": { "binary": program, "args": ["--automation"] },
        }),
    }
}

fn chromium(program: &str, profile: &Path, downloads: &Path) -> Value {
    let data = format!("--user-data-dir={}", profile.join("chromium").display());
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": program,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--force-device-scale-factor=1", "--window-size=1280,900", data,
            ],
            "prefs": {
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
            },
        },
    })
}

fn firefox(program: &str, downloads: &Path) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": program,
            "args": ["-headless", "--width=1280", "--height=900"],
            "prefs": {
                "browser.download.folderList": 2,
                "browser.download.dir": downloads,
                "browser.download.useDownloadDir": true,
                "browser.download.alwaysOpenPanel": false,
                "browser.helperApps.neverAsk.saveToDisk":
                    "text/html,text/markdown,text/csv,text/plain,application/json,image/svg+xml",
                "datareporting.policy.dataSubmissionEnabled": false,
                "app.update.enabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "devtools.console.stdout.content": true,
            },
        },
    })
}
