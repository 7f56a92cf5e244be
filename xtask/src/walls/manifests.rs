use toml::{Table, Value};

use super::Violation;
use super::crate_table::{CRATES, CrateKind};
use super::source_tree::{SourceFile, SourceTree};

/// Rules on the crates' Cargo.toml and clippy.toml.
pub fn violations(tree: &SourceTree) -> Vec<Violation> {
    let mut violations = clippy_copies(tree);
    violations.extend(tree.files.iter().filter_map(inherited_lints));
    violations
}

/// A clippy.toml in a crate's folder replaces the root one: the pure crates' copies must exist and agree, and no other
/// product crate may have one.
fn clippy_copies(tree: &SourceTree) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut first_copy: Option<&SourceFile> = None;
    for row in CRATES {
        let path = format!("crates/{}/clippy.toml", row.name);
        let exists = tree.find(&format!("crates/{}/Cargo.toml", row.name)).is_some();
        let message = match (row.kind, tree.find(&path)) {
            (CrateKind::Pure, None) if exists => "a pure crate needs its copy of the bans".to_owned(),
            (CrateKind::Pure, Some(copy)) => {
                let first = *first_copy.get_or_insert(copy);
                if first.content == copy.content {
                    continue;
                }
                format!("differs from {}", first.path)
            }
            (CrateKind::Impure, Some(_)) => "it would switch the root file's bans off".to_owned(),
            _ => continue,
        };
        violations.push(Violation::new("clippy.toml", path, message));
    }
    violations
}

/// A crate that forgets `[lints] workspace = true` escapes all of them.
fn inherited_lints(file: &SourceFile) -> Option<Violation> {
    let is_manifest = file.crate_name().is_some() && file.path.ends_with("/Cargo.toml");
    let inherits = || {
        let table: Table = file.text().parse().ok()?;
        table.get("lints")?.get("workspace").and_then(Value::as_bool)
    };
    (is_manifest && inherits() != Some(true))
        .then(|| Violation::new("lints", file.path.clone(), "add [lints] workspace = true"))
}

#[cfg(test)]
mod tests {
    use super::super::source_tree::planted::tree;
    use super::*;

    const MANIFEST: &str = "[lints]\nworkspace = true\n";

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let found = violations(&tree(files));
        let places: Vec<&str> = found.iter().map(|violation| violation.place.as_str()).collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn equal_copies_pass() {
        check(
            &[
                ("crates/domain/Cargo.toml", MANIFEST),
                ("crates/domain/clippy.toml", "a"),
                ("crates/ui/Cargo.toml", MANIFEST),
                ("crates/ui/clippy.toml", "a"),
                ("crates/web/Cargo.toml", MANIFEST),
            ],
            &[],
        );
    }

    #[test]
    fn a_copy_that_differs_is_caught() {
        let files = [("crates/domain/clippy.toml", "a"), ("crates/ui/clippy.toml", "b")];
        check(&files, &["crates/ui/clippy.toml"]);
    }

    #[test]
    fn a_pure_crate_without_a_copy_is_caught() {
        let files = [("crates/domain/Cargo.toml", MANIFEST)];
        check(&files, &["crates/domain/clippy.toml"]);
    }

    #[test]
    fn an_impure_crate_with_a_copy_is_caught() {
        let files = [("crates/web/clippy.toml", "a")];
        check(&files, &["crates/web/clippy.toml"]);
    }

    #[test]
    fn a_crate_that_escapes_the_lints_is_caught() {
        let files = [("crates/web/Cargo.toml", "[package]\nname = \"web\"\n")];
        check(&files, &["crates/web/Cargo.toml"]);
    }
}
