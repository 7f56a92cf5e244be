//! Writes every sample page, the stylesheet, the script and the fonts into a folder, to be looked at in a browser:
//! `cargo run -p ui --example render_samples -- /tmp/samples`. Addresses of assets are made relative.

#[expect(
    clippy::disallowed_methods,
    reason = "an example writes files for a person to look at"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("скажите папку: render_samples <папка>")?;
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder.join("assets"))?;
    for path in ui::assets::all_paths() {
        if let Some(asset) = ui::assets::asset(path) {
            let text = std::str::from_utf8(asset.bytes).map(|text| text.replace("/assets/", ""));
            let bytes = text.map_or_else(|_| asset.bytes.to_vec(), String::into_bytes);
            std::fs::write(folder.join(path.trim_start_matches('/')), bytes)?;
        }
    }
    for (name, html) in ui::pages::samples()? {
        std::fs::write(folder.join(format!("{name}.html")), html.replace("/assets/", "assets/"))?;
    }
    Ok(())
}
