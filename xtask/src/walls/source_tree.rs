use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rust_tokens::{Token, test_module_names, tokens_of, without_unit_tests};
use crate::failure::Failure;

/// The files that are, or are about to be, under version control.
#[derive(Debug, Default)]
pub struct SourceTree {
    pub files: Vec<SourceFile>,
}

#[derive(Debug)]
pub struct SourceFile {
    /// From the root of the workspace, with `/`.
    pub path: String,
    pub content: Vec<u8>,
    pub place: Place,
}

/// What a Rust file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Product,
    Tests,
    BuildScript,
}

/// Never under version control, whatever git thinks; needed where git is absent.
const NEVER_OURS: &[&str] = &[".git", "target", "node_modules"];

impl SourceTree {
    pub fn of_workspace(root: &Path) -> Result<Self, Failure> {
        let paths = match paths_by_git(root) {
            Some(paths) => paths,
            None => paths_by_walking(root)?,
        };
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            // A file that git knows may be deleted in the working tree: then there is nothing to judge.
            if let Ok(content) = fs::read(root.join(&path)) {
                files.push((path, content));
            }
        }
        Ok(Self::of_files(files))
    }

    fn of_files(files: Vec<(String, Vec<u8>)>) -> Self {
        let mut files: Vec<SourceFile> = files
            .into_iter()
            .map(|(path, content)| SourceFile {
                place: place_of(&path),
                path,
                content,
            })
            .collect();
        let test_modules: Vec<String> = files.iter().flat_map(SourceFile::test_modules).collect();
        for file in &mut files {
            let module = file.path.trim_end_matches(".rs");
            let is_part = |test: &String| module == test || module.starts_with(&format!("{test}/"));
            if test_modules.iter().any(is_part) {
                file.place = Place::Tests;
            }
        }
        Self { files }
    }

    pub fn find(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn rust_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }
}

impl SourceFile {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }

    /// The crate of ours in whose folder the file lies.
    pub fn crate_name(&self) -> Option<&str> {
        match self.path.strip_prefix("crates/") {
            Some(rest) => rest.split('/').next(),
            None => self.path.starts_with("xtask/").then_some("xtask"),
        }
    }

    pub fn tokens(&self) -> Vec<Token> {
        tokens_of(&self.text())
    }

    /// The modules that this file declares as `#[cfg(test)] mod name;`, as paths without `.rs`.
    fn test_modules(&self) -> Vec<String> {
        if !self.path.ends_with(".rs") {
            return Vec::new();
        }
        let stem = self.path.trim_end_matches(".rs");
        let folder = match stem.rsplit_once('/') {
            Some((folder, "lib" | "main" | "mod")) => folder,
            _ => stem,
        };
        test_module_names(&self.tokens())
            .into_iter()
            .map(|name| format!("{folder}/{name}"))
            .collect()
    }

    /// The tokens of the product code in this file: none if it is a test file.
    pub fn product_tokens(&self) -> Vec<Token> {
        match self.place {
            Place::Product => without_unit_tests(&self.tokens()),
            Place::Tests | Place::BuildScript => Vec::new(),
        }
    }
}

fn place_of(path: &str) -> Place {
    let folders: Vec<&str> = path.split('/').collect();
    let name = folders.last().copied().unwrap_or_default();
    let is_test_folder = |folder: &&str| matches!(*folder, "tests" | "benches" | "examples");
    if name == "tests.rs" || folders.iter().any(is_test_folder) {
        Place::Tests
    } else if name == "build.rs" && !folders.contains(&"src") {
        Place::BuildScript
    } else {
        Place::Product
    }
}

/// Files in the index, and new ones that are not ignored. None where git cannot tell (no git, an archive).
fn paths_by_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = text
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

fn paths_by_walking(root: &Path) -> Result<Vec<String>, Failure> {
    let ignored = ignored_at_root(root);
    let mut paths = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(folder) = waiting.pop() {
        let entries = fs::read_dir(root.join(&folder)).map_err(|error| Failure::because(folder.display(), error))?;
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_ours =
                !NEVER_OURS.contains(&name.as_str()) && !ignored.contains(&path.to_string_lossy().into_owned());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && is_ours => waiting.push(path),
                Ok(kind) if kind.is_file() && is_ours => {
                    paths.push(path.to_string_lossy().into_owned());
                }
                _ => {}
            }
        }
    }
    Ok(paths)
}

/// The lines `/name` of .gitignore.
fn ignored_at_root(root: &Path) -> Vec<String> {
    fs::read_to_string(root.join(".gitignore"))
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.trim().strip_prefix('/').map(str::to_owned))
        .collect()
}

#[cfg(test)]
pub mod planted {
    //! Small trees for the tests of the rules.

    use super::*;

    pub fn tree(files: &[(&str, &str)]) -> SourceTree {
        let owned = |(path, content): &(&str, &str)| ((*path).to_owned(), content.as_bytes().to_vec());
        SourceTree::of_files(files.iter().map(owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::planted::tree;
    use super::*;
    use crate::steps::workspace_root;

    #[test]
    fn places_are_told_by_the_path() {
        let cases = [
            ("crates/web/src/lib.rs", Place::Product),
            ("crates/web/src/pages/tests.rs", Place::Tests),
            ("crates/web/tests/front_door.rs", Place::Tests),
            ("crates/documents/examples/print_bench.rs", Place::Tests),
            ("crates/ui/build.rs", Place::BuildScript),
            ("crates/ui/src/build.rs", Place::Product),
            ("xtask/src/main.rs", Place::Product),
        ];
        for (path, expected) in cases {
            assert_eq!(tree(&[(path, "")]).files[0].place, expected, "{path}");
        }
    }

    #[test]
    fn a_module_declared_for_tests_is_a_test_wherever_it_lies() {
        let source = "#[cfg(test)]\nmod samples;\nmod page;";
        let cases = [
            ("crates/ui/src/lib.rs", "crates/ui/src/samples.rs", Place::Tests),
            ("crates/ui/src/lib.rs", "crates/ui/src/samples/a.rs", Place::Tests),
            ("crates/ui/src/lib.rs", "crates/ui/src/page.rs", Place::Product),
            ("crates/ui/src/pages.rs", "crates/ui/src/pages/samples.rs", Place::Tests),
            ("crates/ui/src/pages.rs", "crates/ui/src/samples.rs", Place::Product),
            (
                "crates/ui/src/pages/mod.rs",
                "crates/ui/src/pages/samples.rs",
                Place::Tests,
            ),
        ];
        for (declaring, declared, expected) in cases {
            let tree = tree(&[(declaring, source), (declared, "")]);
            assert_eq!(tree.files[1].place, expected, "{declared}");
        }
    }

    #[test]
    fn crates_are_told_by_the_path() {
        let cases = [
            ("crates/web/src/lib.rs", Some("web")),
            ("xtask/src/main.rs", Some("xtask")),
            ("regulations/acts.toml", None),
        ];
        for (path, expected) in cases {
            assert_eq!(tree(&[(path, "")]).files[0].crate_name(), expected);
        }
    }

    #[test]
    fn walking_finds_the_sources_and_leaves_out_what_is_built() {
        let paths = paths_by_walking(&workspace_root()).unwrap();
        assert!(paths.contains(&"xtask/src/main.rs".to_owned()));
        assert!(paths.iter().all(|path| !path.starts_with("target/")));
    }
}
