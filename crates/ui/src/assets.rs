//! Static files under hashed names, so that a browser may keep them for ever.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// One static file as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

/// The file behind an address like `/assets/vedomost.1f2e3d4c5b6a7988.css`; none for any other address.
///
/// The name holds the hash of the content: answer with `Cache-Control: public, max-age=31536000, immutable`.
pub fn asset(path: &str) -> Option<Asset> {
    FILES.iter().find(|file| file.path == path).map(|file| Asset {
        content_type: file.content_type,
        bytes: file.bytes,
    })
}

/// Address of the stylesheet of staff pages.
pub fn stylesheet_path() -> &'static str {
    path_of("vedomost.css")
}

/// Address of the stylesheet of public pages.
pub fn public_stylesheet_path() -> &'static str {
    path_of("public.css")
}

/// Address of the script that shortens the way on staff pages.
pub fn script_path() -> &'static str {
    path_of("vedomost.js")
}

/// Address of the icon.
pub fn icon_path() -> &'static str {
    path_of("vedomost.svg")
}

/// Address of a file by its plain name, `golos-text-latin-400-normal.woff2`; empty for an unknown one.
pub fn path_of(name: &str) -> &'static str {
    FILES
        .iter()
        .find(|file| file.name == name)
        .map_or("", |file| file.path.as_str())
}

/// Addresses of all static files.
pub fn all_paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.path.as_str())
}

struct File {
    name: &'static str,
    path: String,
    content_type: &'static str,
    bytes: &'static [u8],
}

const STYLESHEETS: [(&str, &str); 2] = [
    ("vedomost.css", include_str!("../assets/vedomost.css")),
    ("public.css", include_str!("../assets/public.css")),
];

const PLAIN: [(&str, &str, &[u8]); 7] = [
    (
        "golos-text-cyrillic-400-normal.woff2",
        "font/woff2",
        include_bytes!("../assets/fonts/golos-text-cyrillic-400-normal.woff2"),
    ),
    (
        "golos-text-cyrillic-600-normal.woff2",
        "font/woff2",
        include_bytes!("../assets/fonts/golos-text-cyrillic-600-normal.woff2"),
    ),
    (
        "golos-text-latin-400-normal.woff2",
        "font/woff2",
        include_bytes!("../assets/fonts/golos-text-latin-400-normal.woff2"),
    ),
    (
        "golos-text-latin-600-normal.woff2",
        "font/woff2",
        include_bytes!("../assets/fonts/golos-text-latin-600-normal.woff2"),
    ),
    (
        "OFL.txt",
        "text/plain; charset=utf-8",
        include_bytes!("../assets/fonts/OFL.txt"),
    ),
    (
        "vedomost.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../assets/vedomost.js"),
    ),
    (
        "vedomost.svg",
        "image/svg+xml",
        include_bytes!("../assets/vedomost.svg"),
    ),
];

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let mut files: Vec<File> = PLAIN
        .into_iter()
        .map(|(name, content_type, bytes)| file(name, content_type, bytes))
        .collect();
    for (name, css) in STYLESHEETS {
        let css = with_hashed_fonts(css, &files);
        files.push(file(name, "text/css; charset=utf-8", css.leak().as_bytes()));
    }
    files
});

fn file(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> File {
    File {
        name,
        path: hashed_path(name, bytes),
        content_type,
        bytes,
    }
}

fn hashed_path(name: &str, bytes: &[u8]) -> String {
    let digest = hex::encode(Sha256::digest(bytes));
    let hash: String = digest.chars().take(16).collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/assets/{stem}.{hash}.{extension}"),
        None => format!("/assets/{name}.{hash}"),
    }
}

fn with_hashed_fonts(css: &str, files: &[File]) -> String {
    let mut css = css.to_owned();
    for file in files.iter().filter(|file| file.content_type == "font/woff2") {
        css = css.replace(&format!("fonts/{}", file.name), &file.path);
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_its_hashed_name_only() {
        for file in FILES.iter() {
            assert!(asset(&file.path).is_some(), "{}", file.name);
            assert!(asset(&format!("/assets/{}", file.name)).is_none());
        }
        assert!(asset("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn the_stylesheet_names_fonts_by_hash_and_no_other_server() {
        let css = asset(stylesheet_path()).expect("stylesheet");
        let text = std::str::from_utf8(css.bytes).expect("utf-8");
        assert!(!text.contains("fonts/golos"));
        assert!(text.contains(path_of("golos-text-cyrillic-400-normal.woff2")));
        assert!(!text.contains("url(\"http") && !text.contains("url(http") && !text.contains("@import"));
    }
}
