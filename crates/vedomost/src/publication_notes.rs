//! Lines of a snapshot that few people have: how their appeals stand, and that a result was annulled.

use std::collections::HashMap;

use app::App;
use app::appeals::public_state::{PublicAnnulment, PublicAppeal};
use app::open_publication::OpenPublication;
use app::published_gia::subject_name;
use lookup::snapshot::{LineOutcome, Paper, ResultLine, SnapshotWriter, annulment_day};
use regulations::{ExamForm, SubjectCode};
use uuid::Uuid;

/// Keyed hash of a document.
type Index = [u8; 16];

/// What is told beside the results, by document.
pub struct Notes<'a> {
    appeals: HashMap<(Index, Uuid), Vec<&'a PublicAppeal>>,
    annulments: HashMap<Index, Vec<&'a PublicAnnulment>>,
    number: i64,
}

impl<'a> Notes<'a> {
    pub fn of(publication: &'a OpenPublication) -> Self {
        let mut appeals: HashMap<_, Vec<&PublicAppeal>> = HashMap::new();
        for one in &publication.appeals {
            appeals.entry((one.index, one.exam)).or_default().push(one);
        }
        let mut annulments: HashMap<_, Vec<&PublicAnnulment>> = HashMap::new();
        for one in &publication.annulments {
            annulments.entry(one.index).or_default().push(one);
        }
        Self {
            appeals,
            annulments,
            number: publication.number,
        }
    }

    /// Appends how the appeals about the result of `line` stand.
    pub fn add_appeals(
        &self,
        (index, exam): (Index, Uuid),
        line: &ResultLine,
        writer: &mut SnapshotWriter<'_>,
        lines: &mut Vec<ResultLine>,
    ) {
        for one in self.appeals.get(&(index, exam)).into_iter().flatten() {
            let minute = u32::try_from(one.at.as_micros() / 60_000_000).unwrap_or_default();
            let place = Some(one.place.as_str()).filter(|place| !place.is_empty());
            lines.push(ResultLine {
                outcome: LineOutcome::Appeal {
                    kind: one.kind,
                    state: one.state,
                    minute,
                    place: place.map(|place| writer.place(place)),
                },
                to_pass: None,
                university: None,
                protocol: None,
                ..*line
            });
        }
    }

    /// The annulled results of one document, with their surnames; asked once for each, what is left over are documents
    /// without another result.
    pub fn take_annulled(
        &mut self,
        app: &App,
        index: Index,
        writer: &mut SnapshotWriter<'_>,
    ) -> Result<Vec<(&'a str, Vec<ResultLine>)>, String> {
        let taken = self.annulments.remove(&index).unwrap_or_default();
        taken
            .into_iter()
            .map(|one| {
                let line = annulled_line(app, one, self.number, writer)?;
                let mut lines = vec![line];
                self.add_appeals((index, one.exam), &line, writer, &mut lines);
                Ok((one.surname.as_str(), lines))
            })
            .collect()
    }

    /// Documents whose annulled results were not taken yet, in order.
    pub fn left(&self) -> Vec<Index> {
        let mut left: Vec<Index> = self.annulments.keys().copied().collect();
        left.sort_unstable();
        left
    }
}

fn annulled_line(
    app: &App,
    one: &PublicAnnulment,
    number: i64,
    writer: &mut SnapshotWriter<'_>,
) -> Result<ResultLine, String> {
    let form = ExamForm::from_code(&one.form).map_err(|error| error.to_string())?;
    SubjectCode::new(one.subject_code).map_err(|error| error.to_string())?;
    let paper = Paper {
        kind: one.exam_kind.clone(),
        form: Some(one.form.clone()),
        subject: subject_name(app.law.scales(), form, one.subject_code),
        code: one.subject_code,
        written_part: None,
        date: one.exam_date.clone(),
        oral_part: None,
        greatest: None,
        to_pass: None,
        university: None,
        appeal: None,
        publication: number,
        published_at: one.decided_at.as_micros(),
    };
    Ok(ResultLine {
        paper: writer.paper(paper),
        told_by: writer.organisation(&one.told_by),
        outcome: LineOutcome::Annulled {
            ground: one.ground,
            resit: one.resit,
            day: annulment_day(one.day).ok_or("аннулирование раньше 2000 года")?,
        },
        to_pass: None,
        university: None,
        protocol: None,
    })
}
