use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::Violation;
use super::package_graph::{Owner, Package, PackageGraph};
use crate::failure::Failure;

/// What deny.toml admits: the one list that both `cargo deny` and this check obey.
#[derive(Debug, Default)]
pub struct AllowedThirdParty {
    /// SPDX ids.
    licenses: BTreeSet<String>,
    /// (crate, SPDX ids admitted for it alone)
    exceptions: Vec<(String, BTreeSet<String>)>,
    banned: BTreeSet<String>,
}

/// A second copy of one of these would be two of what there must be one of.
const EXACTLY_ONE: &[&str] = &["libsqlite3-sys"];

/// Licences of third-party packages, banned packages, packages of which there must be one.
pub fn violations(graph: &PackageGraph, allowed: &AllowedThirdParty) -> Vec<Violation> {
    let third_party = || {
        graph
            .packages
            .iter()
            .filter(|package| package.owner == Owner::ThirdParty)
    };
    let mut violations: Vec<Violation> = third_party()
        .flat_map(|package| [forbidden_licence(package, allowed), banned_package(package, allowed)])
        .flatten()
        .collect();
    for name in EXACTLY_ONE {
        let count = third_party().filter(|package| package.name == *name).count();
        if count != 1 {
            violations.push(Violation::new(
                "exactly one",
                *name,
                format!("the build has {count} of it"),
            ));
        }
    }
    violations
}

fn forbidden_licence(package: &Package, allowed: &AllowedThirdParty) -> Option<Violation> {
    let place = format!("{} {}", package.name, package.version);
    let Some(license) = &package.license else {
        return Some(Violation::new("licence", place, "names no licence"));
    };
    let admitted = |id: &str| allowed.admits(&package.name, id);
    (!is_satisfied(license, &admitted)).then(|| {
        let message = format!("«{license}» is not in deny.toml");
        Violation::new("licence", place, message)
    })
}

fn banned_package(package: &Package, allowed: &AllowedThirdParty) -> Option<Violation> {
    allowed.banned.contains(&package.name).then(|| {
        let place = format!("{} {}", package.name, package.version);
        Violation::new("banned package", place, "deny.toml bans it")
    })
}

/// Whether the SPDX expression can be met by admitted licences alone. The old form `MIT/Apache-2.0` means OR.
fn is_satisfied(expression: &str, admitted: &impl Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let satisfied = any_of(&mut rest, admitted);
    satisfied && rest.is_empty()
}

fn any_of(rest: &mut &[&str], admitted: &impl Fn(&str) -> bool) -> bool {
    let mut satisfied = all_of(rest, admitted);
    while let [word, after @ ..] = *rest
        && *word == "OR"
    {
        *rest = after;
        satisfied |= all_of(rest, admitted);
    }
    satisfied
}

fn all_of(rest: &mut &[&str], admitted: &impl Fn(&str) -> bool) -> bool {
    let mut satisfied = one(rest, admitted);
    while let [word, after @ ..] = *rest
        && *word == "AND"
    {
        *rest = after;
        satisfied &= one(rest, admitted);
    }
    satisfied
}

/// A licence, with its exception if it has one (which only ever permits more), or an expression in parentheses.
fn one(rest: &mut &[&str], admitted: &impl Fn(&str) -> bool) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let satisfied = any_of(rest, admitted);
            match *rest {
                [")", after @ ..] => {
                    *rest = after;
                    satisfied
                }
                _ => false,
            }
        }
        [id, "WITH", _exception, after @ ..] => {
            *rest = after;
            admitted(id)
        }
        [id, after @ ..] => {
            *rest = after;
            admitted(id)
        }
        [] => false,
    }
}

impl AllowedThirdParty {
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::because(path.display(), error))?;
        Self::parse(&text).map_err(|error| Failure::because(path.display(), error))
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let table: Table = text.parse()?;
        let licenses = table.get("licenses").and_then(Value::as_table);
        let bans = table.get("bans").and_then(Value::as_table);
        let exceptions = tables(licenses, "exceptions")
            .filter_map(|row| {
                let name = row.get("crate").and_then(Value::as_str)?;
                Some((name.to_owned(), strings(row.get("allow"))))
            })
            .collect();
        let banned = tables(bans, "deny")
            .filter_map(|row| row.get("crate").and_then(Value::as_str))
            .map(str::to_owned)
            .collect();
        Ok(Self {
            licenses: strings(licenses.and_then(|table| table.get("allow"))),
            exceptions,
            banned,
        })
    }

    fn admits(&self, package: &str, license: &str) -> bool {
        let excepted = |(name, ids): &(String, BTreeSet<String>)| name == package && ids.contains(license);
        self.licenses.contains(license) || self.exceptions.iter().any(excepted)
    }
}

fn tables<'table>(table: Option<&'table Table>, key: &str) -> impl Iterator<Item = &'table Table> + use<'table> {
    table
        .and_then(|table| table.get(key))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
}

fn strings(value: Option<&Value>) -> BTreeSet<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::package_graph::Purpose::Product;
    use super::super::package_graph::planted::graph;
    use super::*;

    const DENY: &str = r#"
        [licenses]
        allow = ["MIT", "Apache-2.0", "Unicode-3.0"]
        [[licenses.exceptions]]
        crate = "odd"
        allow = ["MPL-2.0"]
        [bans]
        deny = [{ crate = "openssl-sys", reason = "…" }]
    "#;

    fn planted(names: &[(&str, Option<&str>)]) -> Vec<&'static str> {
        let mut edges = vec![("storage", "libsqlite3-sys", Product)];
        edges.extend(names.iter().map(|(name, _)| ("storage", *name, Product)));
        let mut graph = graph(&["storage"], &edges);
        for (name, license) in names {
            let package = graph.packages.iter_mut().find(|package| package.name == *name).unwrap();
            package.license = license.map(str::to_owned);
        }
        let allowed = AllowedThirdParty::parse(DENY).unwrap();
        let found = violations(&graph, &allowed);
        found.iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn expressions_are_judged() {
        let cases = [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0 OR MIT", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("GPL-3.0 AND (MIT", false),
            ("(MIT", false),
            ("", false),
        ];
        let allowed = AllowedThirdParty::parse(DENY).unwrap();
        for (expression, expected) in cases {
            let satisfied = is_satisfied(expression, &|id| allowed.admits("any", id));
            assert_eq!(satisfied, expected, "{expression}");
        }
    }

    #[test]
    fn good_licences_pass() {
        assert!(planted(&[("fine", Some("MIT")), ("odd", Some("MPL-2.0"))]).is_empty());
    }

    #[test]
    fn a_foreign_licence_is_caught() {
        assert_eq!(planted(&[("bad", Some("GPL-3.0"))]), ["licence"]);
        assert_eq!(planted(&[("fine", Some("MPL-2.0"))]), ["licence"]);
        assert_eq!(planted(&[("silent", None)]), ["licence"]);
    }

    #[test]
    fn a_banned_package_is_caught() {
        assert_eq!(planted(&[("openssl-sys", Some("MIT"))]), ["banned package"]);
    }

    #[test]
    fn two_copies_of_sqlite_or_none_are_caught() {
        let allowed = AllowedThirdParty::parse(DENY).unwrap();
        let mut graph = graph(&["storage"], &[("storage", "libsqlite3-sys", Product)]);
        assert!(violations(&graph, &allowed).is_empty());
        let mut second = graph.packages[1].clone();
        second.version = "0.9.0".to_owned();
        graph.packages.push(second);
        assert_eq!(violations(&graph, &allowed)[0].rule, "exactly one");
        graph.packages.retain(|package| package.owner == Owner::Ours);
        assert_eq!(violations(&graph, &allowed)[0].rule, "exactly one");
    }

    #[test]
    fn the_projects_own_list_bans_what_it_must() {
        let allowed = AllowedThirdParty::read(&crate::steps::workspace_root().join("deny.toml")).unwrap();
        for name in ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"] {
            assert!(allowed.banned.contains(name), "{name}");
        }
        for id in ["GPL-2.0", "GPL-3.0", "AGPL-3.0", "LGPL-3.0", "SSPL-1.0", "BUSL-1.1"] {
            assert!(!allowed.admits("any", id), "{id}");
        }
    }
}
