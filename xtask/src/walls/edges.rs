use super::Violation;
use super::crate_table::{CrateKind, CrateRow, NEVER_REACHED, NOT_PURE, RESERVED_PACKAGES, row_of};
use super::package_graph::{Owner, Package, PackageGraph, Purpose};

/// The dependency edges of our crates against the table.
pub fn violations(graph: &PackageGraph) -> Vec<Violation> {
    graph
        .ours()
        .flat_map(|package| match row_of(&package.name) {
            Some(row) => violations_of_crate(graph, package, row),
            None => vec![Violation::new(
                "unknown crate",
                package.name.clone(),
                "give it a row in xtask/src/walls/crate_table.rs",
            )],
        })
        .collect()
}

fn violations_of_crate(graph: &PackageGraph, package: &Package, row: &CrateRow) -> Vec<Violation> {
    let mut violations = Vec::new();
    for &dependency in &package.dependencies {
        let Some(target) = graph.target(dependency) else {
            continue;
        };
        if target.owner == Owner::Ours {
            violations.extend(forbidden_edge(row, &target.name, dependency.purpose));
        }
        if dependency.purpose == Purpose::Product {
            violations.extend(reserved_package(row, &target.name));
        }
    }
    violations.extend(forbidden_reach(graph, package, row));
    violations
}

fn forbidden_edge(row: &CrateRow, target: &str, purpose: Purpose) -> Option<Violation> {
    let in_product = row.may_use.iter().any(|edge| edge.to == target);
    let in_tests = target == "testkit" || row.tests_may_use.contains(&target);
    let allowed = match purpose {
        // testkit is a reserved package: that rule speaks of it.
        Purpose::Product => in_product || target == "testkit",
        Purpose::Tests => in_product || in_tests,
    };
    (!allowed).then(|| {
        let edges: Vec<String> = row
            .may_use
            .iter()
            .map(|edge| format!("{} ({})", edge.to, edge.reason))
            .collect();
        let allowed = match edges.as_slice() {
            [] => "no crate of ours".to_owned(),
            _ => edges.join("; "),
        };
        let message = format!("may not use {target}; it may use {allowed}");
        Violation::new("dependency edge", row.name, message)
    })
}

fn reserved_package(row: &CrateRow, target: &str) -> Option<Violation> {
    let reserved = RESERVED_PACKAGES.iter().find(|reserved| reserved.name == target)?;
    (!reserved.only_for.contains(&row.name)).then(|| {
        Violation::new(
            "reserved package",
            row.name,
            format!("may not use {target}: {}", reserved.reason),
        )
    })
}

fn forbidden_reach(graph: &PackageGraph, package: &Package, row: &CrateRow) -> Vec<Violation> {
    let reached = graph.reached_by_product(package);
    let impure = NOT_PURE
        .iter()
        .filter(|name| row.kind == CrateKind::Pure && reached.contains(**name))
        .map(|name| (*name, "it is a pure crate"));
    let walled_off = NEVER_REACHED
        .iter()
        .filter(|(from, to, _)| *from == row.name && reached.contains(to))
        .map(|(_, to, reason)| (*to, *reason));
    impure
        .chain(walled_off)
        .map(|(name, reason)| {
            let message = format!("may not reach {name}, not even through others: {reason}");
            Violation::new("reach", row.name, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::crate_table::CRATES;
    use super::super::package_graph::planted::graph;
    use super::*;
    use Purpose::{Product, Tests};

    #[track_caller]
    fn check(edges: &[(&str, &str, Purpose)], expected: &[(&str, &str)]) {
        let ours: Vec<&str> = CRATES.iter().map(|row| row.name).collect();
        let found = violations(&graph(&ours, edges));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|violation| (violation.rule, violation.place.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn edges_of_the_table_pass() {
        check(&[("domain", "regulations", Product)], &[]);
        check(&[("web", "app", Product), ("app", "storage", Product)], &[]);
        check(&[("storage", "sqlx", Product), ("web", "axum", Product)], &[]);
        check(&[("web", "storage", Tests), ("ui", "testkit", Tests)], &[]);
        check(&[("xtask", "testkit", Product)], &[]);
    }

    #[test]
    fn an_edge_that_is_not_in_the_table_is_caught() {
        check(
            &[("regulations", "domain", Product)],
            &[("dependency edge", "regulations")],
        );
        check(&[("web", "storage", Product)], &[("dependency edge", "web")]);
        check(&[("domain", "storage", Tests)], &[("dependency edge", "domain")]);
    }

    #[test]
    fn sqlx_and_http_outside_their_crates_are_caught() {
        check(&[("app", "sqlx", Product)], &[("reserved package", "app")]);
        check(&[("app", "axum", Product)], &[("reserved package", "app")]);
        check(
            &[("storage", "tower-http", Product)],
            &[("reserved package", "storage")],
        );
    }

    #[test]
    fn testkit_in_product_code_is_caught() {
        check(&[("storage", "testkit", Product)], &[("reserved package", "storage")]);
    }

    #[test]
    fn a_pure_crate_that_reaches_the_runtime_through_others_is_caught() {
        let edges = [("documents", "helper", Product), ("helper", "tokio", Product)];
        check(&edges, &[("reach", "documents")]);
        let edges = [("documents", "helper", Tests), ("helper", "tokio", Product)];
        check(&edges, &[]);
    }

    #[test]
    fn the_look_up_may_not_reach_the_store_through_others() {
        let edges = [("lookup", "helper", Product), ("helper", "storage", Product)];
        check(&edges, &[("reach", "lookup")]);
    }

    #[test]
    fn a_crate_without_a_row_is_caught() {
        let found = violations(&graph(&["newcomer"], &[]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule, "unknown crate");
    }

    #[test]
    fn the_table_itself_has_no_cycle_and_no_empty_reason() {
        // Rows are in order: a crate may use only those above it.
        let mut above: Vec<&str> = Vec::new();
        for row in CRATES.iter().filter(|row| row.name != "rehearsal") {
            for edge in row.may_use {
                assert!(!edge.reason.is_empty(), "{} → {}", row.name, edge.to);
                assert!(
                    above.contains(&edge.to) || edge.to == "rehearsal",
                    "{} → {}",
                    row.name,
                    edge.to
                );
            }
            above.push(row.name);
        }
    }
}
