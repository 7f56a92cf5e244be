//! The tree of organisations in the reader's scope, or what was found in it.

use app::organisations::{OrganisationSummary, OrganisationTree};
use app::tables::ListFormat;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::access::Action;
use domain::organisation::OrganisationKind;
use ui::components::{Link, Phrase, SearchBox};
use ui::pages::lists::ListFrame;
use ui::pages::organisations::{BranchOpening, OrganisationBranch, OrganisationRow, OrganisationsPage};
use ui::typography::counted;

use crate::failure::Failure;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, Encoding, one_page, small};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/organisations";
const KEPT: &[&str] = &["q", "sort"];
/// A flat list is clearer than a tree of so few.
const FEW: usize = 3;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<OrganisationsPage>, Failure> {
    let tree = staff.app.organisation_tree(&signed_in.request).await?;
    let words = query.one("q").to_owned();
    let mut list = ListFrame {
        search: Some(SearchBox {
            action: PATH.to_owned(),
            post: None,
            label: "Название, номер или код".to_owned(),
            name: "q".to_owned(),
            value: words.clone(),
            kept: Vec::new(),
            reset_href: if words.is_empty() {
                String::new()
            } else {
                PATH.to_owned()
            },
        }),
        export_links: listing::export_links(PATH, ""),
        ..ListFrame::default()
    };
    let lead = lead(&tree);
    let flat = !words.is_empty() || !query.one("sort").is_empty() || tree.rows.len() <= FEW;
    let (branches, found) = if flat {
        (Vec::new(), Some(found(tree, &words, &query, &mut list)))
    } else {
        (branches(&tree), None)
    };
    Ok(Page::new(OrganisationsPage {
        shell: signed_in.shell("Организации", Section::Organisations),
        lead,
        list,
        branches,
        found,
        import_href: if signed_in.may(Action::Import) {
            "/imports/new".to_owned()
        } else {
            String::new()
        },
    }))
}

pub(super) async fn xlsx(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Response, Failure> {
    Ok(listing::file(
        staff
            .app
            .organisations_file(&signed_in.request, ListFormat::Xlsx)
            .await?,
    ))
}

pub(super) async fn csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Query(asked): Query<Encoding>,
) -> Result<Response, Failure> {
    let format = listing::format_of("csv", &asked.encoding)?;
    Ok(listing::file(
        staff.app.organisations_file(&signed_in.request, format).await?,
    ))
}

/// «6 управлений, 60 школ, 4 колледжа».
fn lead(tree: &OrganisationTree) -> Phrase {
    let words = [
        (
            OrganisationKind::MunicipalBody,
            ["муниципальный орган", "муниципальных органа", "муниципальных органов"],
        ),
        (OrganisationKind::School, ["школа", "школы", "школ"]),
        (
            OrganisationKind::StateSchool,
            ["государственная школа", "государственные школы", "государственных школ"],
        ),
        (OrganisationKind::College, ["колледж", "колледжа", "колледжей"]),
    ];
    let parts = words.into_iter().filter_map(|(kind, forms)| {
        let count = tree.rows.iter().filter(|one| one.kind == kind).count();
        (count > 0).then(|| counted(i64::try_from(count).unwrap_or(i64::MAX), forms))
    });
    let mut line = parts.collect::<Vec<_>>().join(", ");
    if let Some(exam) = &tree.exam {
        line.push_str(&format!(". Участники\u{a0}— {}", exam.title()));
    }
    Phrase::of(format!("{line}. Скачать: "))
        .link(".xlsx", format!("{PATH}.xlsx"))
        .text(" · ")
        .link(".csv", format!("{PATH}.csv"))
}

fn found(tree: OrganisationTree, words: &str, query: &ListQuery, list: &mut ListFrame) -> Vec<OrganisationRow> {
    let lower = words.to_lowercase();
    let fits = |one: &OrganisationSummary| {
        one.row.code.starts_with(&lower)
            || one.row.name.to_lowercase().contains(&lower)
            || one.row.short_name.to_lowercase().contains(&lower)
    };
    let mut rows: Vec<OrganisationSummary> = tree.rows.into_iter().filter(fits).collect();
    sort_rows(&mut rows, query.one("sort"), |one, column| match column {
        "name" => Some((0, one.row.short_name.to_lowercase())),
        "code" => Some((0, one.row.code.clone())),
        "parent" => Some((0, one.parent.clone())),
        "participants" => Some((one.participants, String::new())),
        _ => None,
    });
    let (rows, pager) = one_page(rows, query.page(), &query.address_of_pages(PATH, KEPT));
    list.pager = pager;
    list.sorts = ["name", "code", "parent", "participants"]
        .map(|key| (key, query.sort(PATH, KEPT, key)))
        .to_vec();
    rows.iter().map(row).collect()
}

/// Whoever has somebody below, in the order of codes; the ministry's own stand together.
fn branches(tree: &OrganisationTree) -> Vec<OrganisationBranch> {
    let heads: Vec<&OrganisationSummary> = tree.rows.iter().filter(|one| heads_a_branch(one, tree)).collect();
    let only = heads.len() == 1;
    heads
        .iter()
        .map(|head| {
            branch(
                head,
                tree,
                if only {
                    BranchOpening::Open
                } else {
                    BranchOpening::Closed
                },
            )
        })
        .collect()
}

fn heads_a_branch(one: &OrganisationSummary, tree: &OrganisationTree) -> bool {
    let parent_is_seen = one
        .row
        .parent_id
        .is_some_and(|id| tree.rows.iter().any(|other| other.row.id == id));
    one.kind == OrganisationKind::MunicipalBody || !parent_is_seen
}

fn branch(head: &OrganisationSummary, tree: &OrganisationTree, opening: BranchOpening) -> OrganisationBranch {
    let below: Vec<&OrganisationSummary> = tree
        .rows
        .iter()
        .filter(|one| one.row.parent_id == Some(head.row.id) && one.kind != OrganisationKind::MunicipalBody)
        .collect();
    OrganisationBranch {
        name: Link::new(&head.row.short_name, address(head)),
        code: head.row.code.clone(),
        schools: small(i64::try_from(below.len()).unwrap_or(i64::MAX)),
        participants: small(head.participants + below.iter().map(|one| one.participants).sum::<i64>()),
        without_responsible: small(
            i64::try_from(below.iter().filter(|one| one.responsible.is_empty()).count()).unwrap_or(i64::MAX),
        ),
        rows: below.into_iter().map(row).collect(),
        opening,
    }
}

fn row(one: &OrganisationSummary) -> OrganisationRow {
    OrganisationRow {
        name: one.row.short_name.clone(),
        href: address(one),
        code: one.row.code.clone(),
        kind: one.kind.russian().to_owned(),
        parent: one.parent.clone(),
        participants: small(one.participants),
        responsible: one.responsible.join(", "),
    }
}

fn address(one: &OrganisationSummary) -> String {
    format!("/organisations/{}", one.row.id)
}
