//! Writes every page in every language with sample data into a folder, to be looked at.
//!
//! `cargo run -p consentry-portal --example gallery -- FOLDER`

// The tests name the same file, so that both find its parts beside it.
#[path = "sample/pages.rs"]
mod sample;

use std::{fs, path::Path};

use consentry_pages::{Frame, Locale, Nonce, asset};
use consentry_portal::pages;
use uuid::Uuid;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(std::io::Error::other("name the folder to write into"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for locale in Locale::ALL {
        let frame = Frame::new(locale, Nonce::new(Uuid::nil()));
        for (name, page) in sample::pages(&frame) {
            fs::write(folder.join(format!("{name}.{}.html", locale.tag())), page.body())?;
            // The pages name their files; writing what they name shows that it is served.
            for path in page.body().split('"').filter(|text| text.starts_with("/assets/")) {
                if let Some(file) = asset(path) {
                    fs::write(folder.join(path.trim_start_matches('/')), file.body())?;
                }
            }
        }
    }
    Ok(())
}
