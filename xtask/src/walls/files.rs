use super::Violation;
use super::source_tree::{SourceFile, SourceTree};

/// Words of the machines on which the project is made. They mean nothing to whoever has the project.
/// In pieces, or this file would break its own rule.
const FOREIGN_WORDS: [&str; 3] = [concat!("/wo", "rk/"), concat!(".lib", "rary"), concat!("fa", "rm-")];

/// Rules on all files, whatever their kind.
pub fn violations(tree: &SourceTree) -> Vec<Violation> {
    let mut violations: Vec<Violation> = tree.files.iter().flat_map(foreign_words).collect();
    violations.extend(tree.files.iter().filter_map(migration_outside_storage));
    violations.extend(lock_file(tree));
    violations
}

fn foreign_words(file: &SourceFile) -> Vec<Violation> {
    let text = file.text();
    FOREIGN_WORDS
        .iter()
        .filter_map(|word| Some((word, text.find(word)?)))
        .map(|(word, position)| {
            let before = text.get(..position).unwrap_or_default();
            let place = format!("{}:{}", file.path, before.matches('\n').count() + 1);
            let message = format!("«{word}» belongs to somebody's machine, not to the project");
            Violation::new("foreign word", place, message)
        })
        .collect()
}

fn migration_outside_storage(file: &SourceFile) -> Option<Violation> {
    let is_sql = file.path.ends_with(".sql") && file.crate_name() != Some("storage");
    is_sql.then(|| Violation::new("SQL outside storage", file.path.clone(), "move it into crates/storage"))
}

/// Everybody builds the same versions. (That the file agrees with the manifests, `cargo metadata --locked` says.)
fn lock_file(tree: &SourceTree) -> Option<Violation> {
    let is_there = tree.find("Cargo.lock").is_some();
    (!is_there).then(|| Violation::new("Cargo.lock", "Cargo.lock", "commit it"))
}

#[cfg(test)]
mod tests {
    use super::super::source_tree::planted::tree;
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let found = violations(&tree(files));
        let places: Vec<&str> = found.iter().map(|violation| violation.place.as_str()).collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn a_clean_tree_passes() {
        let files = [
            ("Cargo.lock", ""),
            ("README.md", "work/ library far from"),
            ("crates/storage/migrations/1.sql", ""),
        ];
        check(&files, &[]);
    }

    #[test]
    fn foreign_words_are_caught_with_their_line() {
        for word in FOREIGN_WORDS {
            let text = format!("first\nsee {word}somewhere\n");
            check(&[("Cargo.lock", ""), ("docs/a.md", &text)], &["docs/a.md:2"]);
        }
    }

    #[test]
    fn a_migration_outside_storage_is_caught() {
        let files = [("Cargo.lock", ""), ("crates/app/1.sql", "")];
        check(&files, &["crates/app/1.sql"]);
    }

    #[test]
    fn a_missing_lock_file_is_caught() {
        check(&[], &["Cargo.lock"]);
    }
}
