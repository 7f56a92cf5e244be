use std::collections::{HashMap, HashSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::failure::Failure;
use crate::steps::cargo;

/// All packages that a build of the workspace uses, with the edges between them.
#[derive(Debug, Default)]
pub struct PackageGraph {
    pub packages: Vec<Package>,
}

#[derive(Debug, Clone)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// SPDX expression as its author wrote it.
    pub license: Option<String>,
    pub owner: Owner,
    pub dependencies: Vec<Dependency>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Ours,
    ThirdParty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dependency {
    /// Position in [`PackageGraph::packages`].
    pub package: usize,
    pub purpose: Purpose,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Normal and build dependencies.
    Product,
    /// Dev-dependencies.
    Tests,
}

/// The product runs on Linux; packages that other systems alone need are neither fetched nor judged.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

impl PackageGraph {
    /// Asks cargo, which must not change Cargo.lock.
    pub fn of_workspace(root: &Path) -> Result<Self, Failure> {
        let metadata = MetadataCommand::new()
            .cargo_path(cargo().get_program())
            .current_dir(root)
            .other_options(["--locked", "--filter-platform", PLATFORM].map(str::to_owned))
            .exec()
            .map_err(|error| Failure::because("cargo metadata --locked", error))?;
        Self::of_metadata(&metadata)
    }

    fn of_metadata(metadata: &Metadata) -> Result<Self, Failure> {
        let resolve = metadata
            .resolve
            .as_ref()
            .ok_or_else(|| Failure::new("cargo metadata names no dependencies"))?;
        let positions: HashMap<&PackageId, usize> = metadata
            .packages
            .iter()
            .enumerate()
            .map(|(position, package)| (&package.id, position))
            .collect();
        let edges: HashMap<&PackageId, Vec<Dependency>> = resolve
            .nodes
            .iter()
            .map(|node| (&node.id, dependencies_of(node, &positions)))
            .collect();
        let packages = metadata
            .packages
            .iter()
            .map(|package| Package {
                name: package.name.to_string(),
                version: package.version.to_string(),
                license: package.license.clone(),
                owner: match package.source {
                    None => Owner::Ours,
                    Some(_) => Owner::ThirdParty,
                },
                dependencies: edges.get(&package.id).cloned().unwrap_or_default(),
            })
            .collect();
        Ok(Self { packages })
    }

    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.owner == Owner::Ours)
    }

    pub fn target(&self, dependency: Dependency) -> Option<&Package> {
        self.packages.get(dependency.package)
    }

    /// Names of all packages that the product code of `package` is built from.
    pub fn reached_by_product<'graph>(&'graph self, package: &'graph Package) -> HashSet<&'graph str> {
        let mut reached = HashSet::new();
        let mut waiting = vec![package];
        let mut seen = HashSet::new();
        while let Some(next) = waiting.pop() {
            for &dependency in &next.dependencies {
                let is_new = dependency.purpose == Purpose::Product && seen.insert(dependency.package);
                if let Some(target) = self.target(dependency).filter(|_| is_new) {
                    reached.insert(target.name.as_str());
                    waiting.push(target);
                }
            }
        }
        reached
    }
}

fn dependencies_of(node: &cargo_metadata::Node, positions: &HashMap<&PackageId, usize>) -> Vec<Dependency> {
    let found: HashSet<Dependency> = node
        .deps
        .iter()
        .filter_map(|dependency| Some((positions.get(&dependency.pkg)?, dependency)))
        .flat_map(|(&package, dependency)| {
            dependency.dep_kinds.iter().map(move |kind| Dependency {
                package,
                purpose: match kind.kind {
                    DependencyKind::Development => Purpose::Tests,
                    _ => Purpose::Product,
                },
            })
        })
        .collect();
    found.into_iter().collect()
}

#[cfg(test)]
pub mod planted {
    //! Small graphs for the tests of the rules.

    use super::*;

    /// `edges`: (from, to, purpose). Names in `ours` are our crates, all others third-party ones under MIT.
    pub fn graph(ours: &[&str], edges: &[(&str, &str, Purpose)]) -> PackageGraph {
        let mut graph = PackageGraph::default();
        for name in ours {
            position(&mut graph, name, Owner::Ours);
        }
        for (from, to, purpose) in edges {
            let package = position(&mut graph, to, Owner::ThirdParty);
            let from = position(&mut graph, from, Owner::ThirdParty);
            let dependency = Dependency {
                package,
                purpose: *purpose,
            };
            graph.packages[from].dependencies.push(dependency);
        }
        graph
    }

    fn position(graph: &mut PackageGraph, name: &str, owner: Owner) -> usize {
        let known = graph.packages.iter().position(|package| package.name == name);
        known.unwrap_or_else(|| {
            graph.packages.push(Package {
                name: name.to_owned(),
                version: "1.0.0".to_owned(),
                license: Some("MIT".to_owned()),
                owner,
                dependencies: Vec::new(),
            });
            graph.packages.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use testkit::TemporaryFolder;

    fn write_crate(root: &Path, name: &str, dependencies: &str) {
        let folder = root.join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/lib.rs"), "").unwrap();
        let manifest = format!("[package]\nname = \"{name}\"\nlicense = \"MIT\"\n{dependencies}");
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    }

    #[test]
    fn cargo_tells_product_edges_from_test_edges() {
        let folder = TemporaryFolder::new("graph").unwrap();
        let root = folder.path();
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n";
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        write_crate(
            root,
            "upper",
            "[dependencies]\nlower = { path = \"../lower\" }\n\
             [build-dependencies]\nmaker = { path = \"../maker\" }\n\
             [dev-dependencies]\nhelper = { path = \"../helper\" }\n",
        );
        for name in ["lower", "maker", "helper"] {
            write_crate(root, name, "");
        }
        crate::steps::run(
            cargo()
                .args(["generate-lockfile", "--offline", "--quiet"])
                .current_dir(root),
        )
        .unwrap();

        let graph = PackageGraph::of_workspace(root).unwrap();
        let upper = graph.ours().find(|own| own.name == "upper").unwrap();
        let mut edges: Vec<(&str, Purpose)> = upper
            .dependencies
            .iter()
            .map(|&edge| (graph.target(edge).unwrap().name.as_str(), edge.purpose))
            .collect();
        edges.sort_by_key(|(name, _)| *name);
        let expected = [
            ("helper", Purpose::Tests),
            ("lower", Purpose::Product),
            ("maker", Purpose::Product),
        ];
        assert_eq!(edges, expected);
    }
}
