//! From drawn sheets to the bytes of a PDF.

use super::canvas::Canvas;
use super::sheet::{POINTS_PER_MM, Sheet};
use crate::CreationMoment;
use crate::typography::{Extent, FIRST_FONT_OBJECT, OBJECTS_PER_FACE, Typesetter, Weight};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

const CATALOG: Ref = Ref::new(1);
const PAGE_TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const FIRST_PAGE_OBJECT: i32 = FIRST_FONT_OBJECT + 2 * OBJECTS_PER_FACE;

/// Level of deflate for what is packed anew for each document: level 6 makes a statement 6 % smaller and takes 0.9 ms longer.
const QUICK: u8 = 2;
/// Level of deflate for what is packed once.
const THOROUGH: u8 = 9;

/// What stands in the properties of the file. No names of people: a file's title is shown by search indexes and mail programs.
pub(crate) struct Properties<'text> {
    pub(crate) title: &'text str,
    pub(crate) created: CreationMoment,
}

/// Writes the document. The same sheets and properties give the same bytes.
pub(crate) fn assemble(
    typesetter: &Typesetter,
    sheet: &Sheet,
    canvases: Vec<Canvas>,
    properties: &Properties<'_>,
) -> Vec<u8> {
    let mut pdf = Pdf::with_capacity(64 * 1024);
    pdf.set_version(1, 7);
    write_catalog(&mut pdf);
    write_info(&mut pdf, properties);
    for weight in Weight::ALL {
        pdf.extend(typesetter.embedded(weight, extent(typesetter, &canvases, weight)));
    }
    let pages = numbered_pages(canvases.len());
    pdf.pages(PAGE_TREE)
        .kids(pages.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (canvas, (page, content)) in canvases.into_iter().zip(pages) {
        write_page(&mut pdf, sheet, page, content);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&canvas.into_bytes(), QUICK);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
    }
    pdf.finish()
}

/// Packs the bytes of a stream that goes into many documents.
pub(crate) fn compress_thoroughly(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, THOROUGH)
}

fn extent(typesetter: &Typesetter, canvases: &[Canvas], weight: Weight) -> Extent {
    let highest = canvases.iter().map(|canvas| canvas.highest(weight)).max().unwrap_or(0);
    if highest < typesetter.common_count(weight) {
        Extent::Common
    } else {
        Extent::Whole
    }
}

fn numbered_pages(count: usize) -> Vec<(Ref, Ref)> {
    (FIRST_PAGE_OBJECT..)
        .step_by(2)
        .take(count)
        .map(|id| (Ref::new(id), Ref::new(id + 1)))
        .collect()
}

fn write_catalog(pdf: &mut Pdf) {
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGE_TREE).lang(TextStr("ru-RU"));
    catalog.viewer_preferences().display_doc_title(true);
}

fn write_info(pdf: &mut Pdf, properties: &Properties<'_>) {
    let created = properties.created.to_pdf_date();
    pdf.document_info(INFO)
        .title(TextStr(properties.title))
        .producer(TextStr("Ведомость"))
        .creation_date(created)
        .modified_date(created);
}

fn write_page(pdf: &mut Pdf, sheet: &Sheet, id: Ref, content: Ref) {
    let mut page = pdf.page(id);
    page.parent(PAGE_TREE)
        .media_box(Rect::new(
            0.0,
            0.0,
            sheet.width * POINTS_PER_MM,
            sheet.height * POINTS_PER_MM,
        ))
        .contents(content);
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    for weight in Weight::ALL {
        fonts.pair(Name(weight.resource_name()), weight.object());
    }
    fonts.finish();
}
