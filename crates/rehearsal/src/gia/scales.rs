//! Scales for a year that has none in the law: files in the form of `scales/*.toml`, of a region, that repeat the last
//! known figures and say in every entry that they are made up.

use std::fmt::Write as _;

use regulations::{Conversion, ExamForm, Law, LawError, Scale, ScaleKey, SubjectCode};

const FORMS: [ExamForm; 2] = [ExamForm::Ege, ExamForm::Oge];

/// The law with [`made_up_scale_files`] over it.
pub fn law_with_made_up_scales(law: &Law, region: &str, year: i16) -> Result<Law, LawError> {
    let mut with_scales = law.clone();
    for (name, text) in made_up_scale_files(law, region, year) {
        with_scales = with_scales.with_scale_file(&name, &text)?;
    }
    Ok(with_scales)
}

/// Name and text of a scale file per form. Subjects whose scale of the year is known, or of no year, are not in them.
pub fn made_up_scale_files(law: &Law, region: &str, year: i16) -> Vec<(String, String)> {
    let files = FORMS.into_iter().map(|form| {
        let mut text = heading(form, region, year);
        for scale in last_known(law, form, region, year) {
            entry(&mut text, scale, region, year);
        }
        (format!("made-up-{}-{year}.toml", form.code()), text)
    });
    files.collect()
}

fn heading(form: ExamForm, region: &str, year: i16) -> String {
    format!(
        "# Вымышленные шкалы для показа и проверок, регион {region}, {year} год. Ни одному документу не соответствуют.\n\
         form = \"{}\"\n\
         status = \"reading\"\n\
         source = \"Вымышленная шкала для показа: повторяет последнюю известную федеральную\"\n\
         note = \"Для настоящих результатов не годится: шкалы {year} года не опубликованы в известных источниках.\"\n\
         reviewed-on = 2026-11-22\n",
        form.code()
    )
}

/// The newest scale before the year of every subject that has none in it.
fn last_known<'a>(law: &'a Law, form: ExamForm, region: &str, year: i16) -> Vec<&'a Scale> {
    let book = law.scales();
    let has_own = |subject: SubjectCode| {
        let key = ScaleKey {
            form,
            subject,
            series: None,
            year,
            region,
        };
        book.scale(key).is_ok()
    };
    let mut known: Vec<&Scale> = Vec::new();
    let candidates = book.scales().iter().filter(|scale| {
        let scope = &scale.scope;
        scope.form == form
            && scope.series.is_none()
            && scope.region.is_none()
            && scope.years.last < year
            && !has_own(scope.subject)
    });
    for scale in candidates {
        match known.iter_mut().find(|one| one.scope.subject == scale.scope.subject) {
            Some(one) if one.scope.years.last < scale.scope.years.last => *one = scale,
            Some(_) => {}
            None => known.push(scale),
        }
    }
    known
}

/// Writing to a string does not fail.
fn entry(text: &mut String, scale: &Scale, region: &str, year: i16) {
    let _ = write!(
        text,
        "\n[[scale]]\nsubjects = [{}]\nfrom-year = {year}\nto-year = {year}\nregion = \"{region}\"\nmax-primary = {}\n",
        scale.scope.subject.number(),
        scale.max_primary()
    );
    let _ = match &scale.conversion {
        Conversion::TestScores(table) => {
            let scores: Vec<String> = table.iter().map(ToString::to_string).collect();
            writeln!(text, "test-scores = [{}]", scores.join(", "))
        }
        Conversion::Marks(bounds) => {
            let (three, four, five) = (bounds.three.number(), bounds.four.number(), bounds.five.number());
            writeln!(
                text,
                "marks = [[0, {}], [{three}, {}], [{four}, {}], [{five}, {}]]",
                three.saturating_sub(1),
                four.saturating_sub(1),
                five.saturating_sub(1),
                bounds.max
            )
        }
    };
    for part in &scale.parts {
        let tasks: Vec<String> = part.tasks.iter().map(|task| format!("\"{task}\"")).collect();
        let _ = write!(
            text,
            "\n[[scale.part]]\ncode = \"{}\"\nname = \"{}\"\ntasks = [{}]\n",
            part.code,
            part.name,
            tasks.join(", ")
        );
    }
    for condition in &scale.conditions {
        let marks: Vec<String> = condition.marks.iter().map(ToString::to_string).collect();
        let _ = write!(
            text,
            "\n[[scale.condition]]\nmarks = [{}]\npart = \"{}\"\nat-least = {}\notherwise = {}\n",
            marks.join(", "),
            condition.part,
            condition.at_least,
            condition.otherwise
        );
    }
}
