//! The walls of the architecture as checks: which crate may use which, where SQL may stand, which licences come in.
//!
//! A rule is a function from facts (packages, sources, files) to violations, so that its test can plant one.
//! `cargo xtask walls` and the test [`tests::the_workspace_keeps_its_walls`] run all rules on the workspace itself.

mod crate_table;
mod edges;
mod files;
mod manifests;
mod package_graph;
mod rust_tokens;
mod source_rules;
mod source_tree;
mod third_party;

use std::fmt;
use std::path::Path;

use crate::failure::Failure;
use crate::steps::workspace_root;
use package_graph::PackageGraph;
use source_tree::SourceTree;
use third_party::AllowedThirdParty;

/// One place where a wall is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule, in two or three words.
    rule: &'static str,
    /// Where: a crate, a file, a file with its line.
    place: String,
    /// What is wrong and what to do instead.
    message: String,
}

/// Checks the workspace and prints every violation.
pub fn run() -> Result<(), Failure> {
    let violations = violations_of(&workspace_root())?;
    for violation in &violations {
        println!("    {violation}");
    }
    match violations.len() {
        0 => Ok(()),
        count => Err(Failure::new(format!("walls: violations: {count}"))),
    }
}

fn violations_of(root: &Path) -> Result<Vec<Violation>, Failure> {
    let graph = PackageGraph::of_workspace(root)?;
    let tree = SourceTree::of_workspace(root)?;
    let allowed = AllowedThirdParty::read(&root.join("deny.toml"))?;
    let mut violations = Vec::new();
    violations.extend(edges::violations(&graph));
    violations.extend(third_party::violations(&graph, &allowed));
    violations.extend(manifests::violations(&tree));
    violations.extend(files::violations(&tree));
    violations.extend(source_rules::violations(&tree));
    Ok(violations)
}

impl Violation {
    fn new(rule: &'static str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            place: place.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}: {}", self.place, self.rule, self.message)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use testkit::TemporaryFolder;

    use super::*;
    use crate::steps::{self, cargo};

    #[test]
    fn the_workspace_keeps_its_walls() {
        let violations = violations_of(&workspace_root()).unwrap();
        let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }

    /// One violation for each module of rules: none of them is left out.
    #[test]
    fn a_workspace_full_of_violations_is_told_of_them() {
        let folder = TemporaryFolder::new("walls").unwrap();
        let root = folder.path();
        let source = root.join("crates/newcomer/src");
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("lib.rs"), "#[allow(dead_code)]\nfn f() {}\n").unwrap();
        let manifest = "[package]\nname = \"newcomer\"\n";
        fs::write(root.join("crates/newcomer/Cargo.toml"), manifest).unwrap();
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        fs::write(root.join("stray.sql"), "SELECT 1").unwrap();
        fs::write(root.join("deny.toml"), "").unwrap();
        let mut lock = cargo();
        lock.args(["generate-lockfile", "--offline", "--quiet"]);
        steps::run(lock.current_dir(root)).unwrap();

        let violations = violations_of(root).unwrap();
        let rules: Vec<&str> = violations.iter().map(|violation| violation.rule).collect();
        let expected = [
            "unknown crate",
            "exactly one",
            "lints",
            "SQL outside storage",
            "allow attribute",
        ];
        assert_eq!(rules, expected);
    }
}
