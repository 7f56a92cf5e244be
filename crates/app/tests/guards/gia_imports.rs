//! Participants and results of GIA come in by file: what fits is written once, what does not is named with its cell.

use std::collections::HashMap;
use std::sync::Arc;

use app::AppError;
use app::import::{Effect, ImportComparison};
use domain::access::Role;
use domain::exam::{AttendanceOutcome, ExamKind};
use domain::gia_score::{GiaColumns, GiaOutcome, GiaScore};
use domain::organisation::OrganisationKind;
use exchange::{Field, ProfileKind};
use regulations::Law;
use rehearsal::{GiaTruth, MadeUpExam, MadeUpGia, Table};
use storage::standing::SittingResultRow;

use crate::gia_steps::{edited, only};
use crate::on_both_engines;
use crate::past_the_app::changed_tables;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn b1_participants_and_results_of_gia_come_in_by_file => whole_way;
    fn b1_the_same_files_again_change_nothing => same_files;
    fn b1_a_result_that_fits_no_sitting_is_a_wrong_row => wrong_results;
    fn b1_a_participant_who_fits_nothing_is_a_wrong_row => wrong_participants;
    fn b1_somebody_known_from_the_essay_is_the_same_person => known_from_the_essay;
    fn b1_a_further_exam_and_a_changed_class_come_later => later_files;
    fn b1_only_who_may_import_brings_gia_in => who_may;
    fn b7_a_changed_score_is_a_new_edition_with_a_ground => new_edition;
    fn b7_a_score_after_an_absence_is_held => held_after_absence;
    fn l4_a_score_is_held_to_the_scale_of_its_year => held_to_the_scale;
    fn l4_a_missing_scale_is_a_wrong_row_that_says_who_enters_it => missing_scale;
    fn l4_the_minimum_a_file_names_must_be_the_years => minimum;
}

/// The plan of a file, as its page has it.
async fn plan_of(one: &Installation, kind: ProfileKind, table: &Table) -> ImportComparison {
    let operator = one.operator().await;
    let id = one.stage(&operator, kind, table).await;
    one.comparison(&operator, id).await
}

/// Asserts that a one-row file is refused at one field, in such words.
async fn refused(one: &Installation, kind: ProfileKind, table: &Table, field: Field, words: &str) {
    let plan = plan_of(one, kind, table).await;
    let problems: Vec<_> = plan.wrong.iter().flat_map(|row| &row.problems).collect();
    assert_eq!(
        (plan.wrong.len(), plan.counts.writes, problems.len()),
        (table.rows.len(), 0, table.rows.len()),
        "«{words}»: {problems:?}"
    );
    for problem in problems {
        assert!(plain(&problem.message).contains(&plain(words)), "{words}: {problem:?}");
        assert_eq!(problem.field, Some(field), "{problem:?}");
    }
}

/// With ordinary spaces.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn ege(gia: &MadeUpGia, subject: i64) -> MadeUpExam {
    *gia.exam(ExamKind::Gia11, subject).unwrap()
}

/// Rows of an exam's results file that have a score.
fn scored(table: &Table) -> Vec<usize> {
    (0..table.rows.len())
        .filter(|row| table.cell(*row, "Первичный балл") != Some(""))
        .collect()
}

/// A file of one row with a score.
fn one_score(gia: &MadeUpGia, exam: &MadeUpExam) -> Table {
    let whole = gia.results_table(exam);
    only(&whole, &scored(&whole)[..1])
}

async fn whole_way(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    for exam in &gia.exams {
        let table = gia.results_table(exam);
        if !table.rows.is_empty() {
            one.import_gia_results(&gia, exam).await;
        }
    }
    assert_eq!(one.app.exams().await.unwrap().len(), gia.exams.len());
    let mut checked = 0;
    for exam in &gia.exams {
        let stored = one.gia_exam(exam).await;
        let by_code: HashMap<String, SittingResultRow> = one
            .sitting_results(stored.id)
            .await
            .into_iter()
            .map(|row| (row.participant_code.clone(), row))
            .collect();
        assert_eq!(by_code.len(), gia.sittings_of(exam).count(), "{}", stored.title());
        for (person, sitting) in gia.sittings_of(exam) {
            let row = &by_code[&person.code];
            assert_eq!(row.form.as_deref(), Some(exam.form.code()));
            let informing = one.organisation(&person.informing_code).await;
            assert_eq!(row.informing_organisation_id, informing, "{:?}", person.category);
            checked += usize::from(same_value(row, &sitting.truth));
        }
    }
    assert!(checked > 200, "{checked}");
    // The year that ended in summer, one registration per person whatever the number of exams.
    for kind in [ExamKind::Gia11, ExamKind::Gia9] {
        let people = gia
            .participants
            .iter()
            .filter(|person| person.exam_kind == kind)
            .count();
        assert_eq!(one.registrations(2026, kind).await.len(), people);
    }
    assert_eq!(
        plain(&one.gia_exam(&ege(&gia, 1)).await.title()),
        "ЕГЭ. Русский язык, 28 мая 2026"
    );
    let ninth = gia.exam(ExamKind::Gia9, 2).unwrap();
    assert_eq!(
        plain(&one.gia_exam(ninth).await.title()),
        "ОГЭ. Математика, 26 мая 2026"
    );
    // The oral part belongs to the written one of the same person.
    let (written, oral) = (one.gia_exam(&ege(&gia, 9)).await, one.gia_exam(&ege(&gia, 29)).await);
    let of_registration: HashMap<_, _> = one
        .sittings_of(written.id)
        .await
        .into_iter()
        .map(|row| (row.registration_id, row.id))
        .collect();
    let orals = one.sittings_of(oral.id).await;
    assert!(!orals.is_empty());
    for row in orals {
        assert_eq!(
            row.written_sitting_id,
            of_registration.get(&row.registration_id).copied()
        );
    }
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
}

/// Does what is stored say what is true? `false` for what has no score.
fn same_value(row: &SittingResultRow, truth: &GiaTruth) -> bool {
    let attendance = |outcome: AttendanceOutcome| assert_eq!(row.attendance.as_deref(), Some(outcome.code()));
    match truth {
        GiaTruth::WithTheWrittenPart => assert_eq!(row.result_id, None),
        GiaTruth::Absent => attendance(AttendanceOutcome::Absent),
        GiaTruth::Removed => attendance(AttendanceOutcome::Removed),
        GiaTruth::NotFinished => attendance(AttendanceOutcome::NotFinished),
        GiaTruth::Checked {
            primary,
            outcome,
            points,
        } => {
            attendance(AttendanceOutcome::Written);
            let score = GiaScore::from_columns(&GiaColumns {
                primary_score: row.primary_score.unwrap(),
                test_score: row.test_score,
                mark: row.mark,
                task_points: row.task_points.clone(),
            })
            .unwrap();
            assert_eq!(
                (score.primary(), score.outcome(), score.points()),
                (*primary, *outcome, points)
            );
            assert_eq!(row.edition_state.as_deref(), Some("received"));
            return true;
        }
    }
    assert_eq!((row.primary_score, row.test_score, row.mark), (None, None, None));
    false
}

async fn same_files(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let exam = ege(&gia, 1);
    one.import_gia_results(&gia, &exam).await;
    let operator = one.operator().await;
    let before = one.chain_rows().await;
    let files = [
        (ProfileKind::GiaParticipants, gia.participants_table()),
        (ProfileKind::GiaResults, gia.results_table(&exam)),
    ];
    for (kind, table) in files {
        let id = one.stage(&operator, kind, &table).await;
        let plan = one.comparison(&operator, id).await;
        assert_eq!(
            (
                plan.counts.total,
                plan.counts.same,
                plan.wrong.len(),
                plan.counts.writes
            ),
            (table.rows.len(), table.rows.len(), 0, 0),
            "{kind:?}: {:?}",
            plan.rows.iter().find(|row| row.effect != Effect::Same)
        );
        one.app.apply_import(&operator, id, "").await.unwrap();
    }
    assert_eq!(changed_tables(&before, &one.chain_rows().await), Vec::<String>::new());
}

async fn wrong_results(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let (russian, physics) = (ege(&gia, 1), ege(&gia, 3));
    let row = one_score(&gia, &russian);
    let results = ProfileKind::GiaResults;
    let check = async |cells: &[(&str, &str)], field: Field, words: &str| {
        refused(&one, results, &edited(&row, 0, cells), field, words).await;
    };
    // Nobody registered: by a code nobody has, by somebody else's document.
    check(
        &[("Код участника", "42261999999"), ("Серия", ""), ("Номер", "")],
        Field::ParticipantCode,
        "не зарегистрирован на экзамен: ЕГЭ. Русский язык, 28 мая 2026",
    )
    .await;
    check(
        &[("Серия", "0099"), ("Номер", "000001")],
        Field::Number,
        "с другим документом",
    )
    .await;
    check(
        &[("Код участника", ""), ("Серия", "0099"), ("Номер", "000001")],
        Field::Number,
        "не зарегистрирован",
    )
    .await;
    let other = gia
        .sittings_of(&russian)
        .map(|(person, _)| person)
        .find(|person| Some(person.code.as_str()) != row.cell(0, "Код участника"))
        .unwrap();
    check(
        &[("Код участника", &other.code)],
        Field::ParticipantCode,
        "а документ другого",
    )
    .await;
    check(
        &[("Фамилия", "Неизвестнова"), ("Отчество", "")],
        Field::Surname,
        "зарегистрирован другой человек",
    )
    .await;
    // Organisation, form, subject, day.
    let elsewhere = one.first(OrganisationKind::College);
    check(
        &[("Код ОО", &elsewhere)],
        Field::SchoolCode,
        "Участник зарегистрирован в организации",
    )
    .await;
    check(&[("Код ОО", "429999")], Field::SchoolCode, "Такой организации нет").await;
    check(
        &[("Форма ГИА", "ГВЭ")],
        Field::ExamForm,
        "сдают в\u{a0}форме ЕГЭ, а в файле форма ГВЭ-11. Код этого предмета в\u{a0}форме ГВЭ-11\u{a0}— 51",
    )
    .await;
    check(&[("Код предмета", "97")], Field::SubjectCode, "предмета с кодом 97 нет").await;
    check(
        &[("Код предмета", "8")],
        Field::SubjectCode,
        "В\u{a0}этот день участник зарегистрирован на другой экзамен: ЕГЭ. Русский язык",
    )
    .await;
    check(
        &[("Дата экзамена", "29.05.2026")],
        Field::ExamDate,
        "На\u{a0}этот предмет участник зарегистрирован 28 мая 2026",
    )
    .await;
    check(
        &[("Код предмета", "8"), ("Дата экзамена", "29.05.2026")],
        Field::ParticipantCode,
        "Такого экзамена нет, никто не зарегистрирован: ЕГЭ. География, 29 мая 2026",
    )
    .await;
    // A score beside an absence; the same person twice, once by code and once by document.
    check(&[("Отметка", "Не явился")], Field::PrimaryScore, "но есть и баллы").await;
    let by_code = edited(&row, 0, &[("Серия", ""), ("Номер", "")]);
    let by_document = edited(&row, 0, &[("Код участника", "")]);
    let twice = Table {
        rows: vec![by_code.rows[0].clone(), by_document.rows[0].clone()],
        ..row.clone()
    };
    refused(
        &one,
        results,
        &twice,
        Field::ParticipantCode,
        "по этому предмету за этот день есть ещё в строке",
    )
    .await;
    // The oral part has no result of its own.
    let english = one_score(&gia, &ege(&gia, 9));
    let oral = edited(&english, 0, &[("Код предмета", "29"), ("Дата экзамена", "19.06.2026")]);
    refused(
        &one,
        results,
        &oral,
        Field::SubjectCode,
        "Передайте баллы по предмету с кодом 09",
    )
    .await;
    let absent = [("Первичный балл", ""), ("Тестовый балл", ""), ("Отметка", "Не явился")];
    refused(
        &one,
        results,
        &edited(&oral, 0, &absent),
        Field::SubjectCode,
        "кодом 09",
    )
    .await;
    // A wrong row takes no good one with it, and nothing of it is written.
    let physics_file = gia.results_table(&physics);
    let spoilt = edited(&physics_file, 0, &[("Первичный балл", "46"), ("Отметка", "")]);
    let plan = plan_of(&one, results, &spoilt).await;
    assert_eq!(
        (plan.wrong.len(), plan.counts.new, plan.counts.writes),
        (1, spoilt.rows.len() - 1, spoilt.rows.len() - 1)
    );
}

async fn wrong_participants(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let participants = ProfileKind::GiaParticipants;
    let whole = gia.participants_table();
    let graduate = (0..whole.rows.len())
        .find(|row| whole.cell(*row, "Категория") == Some("Выпускник прошлых лет"))
        .unwrap();
    let student = (0..whole.rows.len())
        .find(|row| whole.cell(*row, "Категория") == Some("Обучающийся"))
        .unwrap();
    let check = async |row: usize, cells: &[(&str, &str)], field: Field, words: &str| {
        refused(
            &one,
            participants,
            &edited(&only(&whole, &[row]), 0, cells),
            field,
            words,
        )
        .await;
    };
    check(
        student,
        &[("Код организации регистрации", "429999")],
        Field::RegisteringCode,
        "Такой организации нет",
    )
    .await;
    check(
        student,
        &[("Код места обучения", "429999")],
        Field::StudyCode,
        "Такой организации нет",
    )
    .await;
    let body = one.first(OrganisationKind::MunicipalBody);
    check(
        student,
        &[("Код организации регистрации", &body), ("Код места обучения", "")],
        Field::StudyCode,
        "не указана школа, допустившая",
    )
    .await;
    let college = one.first(OrganisationKind::College);
    check(
        graduate,
        &[("Код организации регистрации", &college)],
        Field::RegisteringCode,
        "знакомит МОУО, где участник зарегистрирован",
    )
    .await;
    check(
        student,
        &[("Код предмета", "97")],
        Field::SubjectCode,
        "предмета с кодом 97 нет",
    )
    .await;
    check(
        student,
        &[("Код предмета", "51")],
        Field::ExamForm,
        "а в файле форма ЕГЭ",
    )
    .await;
    let exam_of_row = whole.cell(student, "Код предмета").unwrap().to_owned();
    assert_eq!(exam_of_row, "01");
    check(
        student,
        &[("Период", "досрочный")],
        Field::Period,
        "уже заведён как «основной срок»",
    )
    .await;
    // Somebody else's code, somebody else's document.
    let stranger = (0..whole.rows.len())
        .find(|row| whole.cell(*row, "Код участника") != whole.cell(student, "Код участника"))
        .unwrap();
    let code = whole.cell(stranger, "Код участника").unwrap().to_owned();
    check(
        student,
        &[("Код участника", &code)],
        Field::ParticipantCode,
        "записан за другим участником",
    )
    .await;
    check(
        student,
        &[("Фамилия", "Неизвестнов"), ("Имя", "Пров"), ("Отчество", "")],
        Field::Number,
        "записан за другим человеком",
    )
    .await;
    // One exam by code and by name: the file's reader cannot know.
    let named = {
        let mut table = only(&whole, &[student, student]);
        table.headings = Box::leak([table.headings, &["Предмет"]].concat().into_boxed_slice());
        table.rows[0].push(String::new());
        table.rows[1].push("Русский язык".to_owned());
        edited(&table, 1, &[("Код предмета", "")])
    };
    refused(&one, participants, &named, Field::ParticipantCode, "записан ещё раз").await;
    let vague = edited(&only(&named, &[1]), 0, &[("Предмет", "Математика")]);
    refused(&one, participants, &vague, Field::SubjectName, "Впишите код предмета").await;
    let unknown = edited(&only(&named, &[1]), 0, &[("Предмет", "Астрономия")]);
    refused(&one, participants, &unknown, Field::SubjectName, "Такого предмета нет").await;
    let plan = plan_of(&one, participants, &only(&named, &[1])).await;
    assert_eq!((plan.counts.same, plan.wrong.len()), (1, 0));
}

async fn known_from_the_essay(engine: Engine) {
    let one = Installation::with_results(engine).await;
    let essay = one
        .region
        .participants
        .iter()
        .find(|person| person.category == domain::registration::ParticipantCategory::Student)
        .unwrap();
    let table = one.region.participants_table();
    let row = (0..table.rows.len())
        .find(|row| table.cell(*row, "Код участника") == Some(&essay.code))
        .unwrap();
    let cell = |heading: &str| table.cell(row, heading).unwrap().to_owned();
    let exam = |subject: &str, date: &str| {
        rehearsal::GIA_PARTICIPANT_HEADINGS
            .iter()
            .map(|heading| match *heading {
                "Вид ГИА" => "ГИА-11".to_owned(),
                "Форма ГИА" => "ЕГЭ".to_owned(),
                "Код предмета" => subject.to_owned(),
                "Дата экзамена" => date.to_owned(),
                "Период" => "основной".to_owned(),
                "Код участника" => "42271000001".to_owned(),
                heading => cell(heading),
            })
            .collect::<Vec<String>>()
    };
    let file = Table {
        title: "Участники ГИА",
        headings: &rehearsal::GIA_PARTICIPANT_HEADINGS,
        rows: vec![exam("01", "28.05.2027"), exam("22", "01.06.2027")],
    };
    let plan = plan_of(&one, ProfileKind::GiaParticipants, &file).await;
    // One person, one registration, two exams; nobody new.
    assert_eq!(
        (
            plan.counts.new,
            plan.counts.changed,
            plan.counts.writes,
            plan.counts.new_people
        ),
        (2, 0, 1, 0),
        "{:?}",
        plan.rows
    );
    let operator = one.operator().await;
    let people = one.rows_of(&["person", "person_document"]).await;
    one.import(operator.account(), ProfileKind::GiaParticipants, &file)
        .await
        .unwrap();
    assert_eq!(one.rows_of(&["person", "person_document"]).await, people);
    let registrations = one.registrations(2027, ExamKind::Gia11).await;
    assert_eq!(registrations.len(), 1);
    let essays = one.registrations(2027, ExamKind::Essay).await;
    assert!(essays.iter().any(|row| row.person_id == registrations[0].person_id));
}

async fn later_files(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let whole = gia.participants_table();
    let operator = one.operator().await;
    let student = gia
        .participants
        .iter()
        .find(|person| person.exam_kind == ExamKind::Gia9 && person.sittings.len() == 4)
        .unwrap();
    let rows: Vec<usize> = (0..whole.rows.len())
        .filter(|row| whole.cell(*row, "Код участника") == Some(&student.code))
        .collect();
    // A reserve day of the same subject, by a file that has only this row; the class changes in every row of it.
    let reserve = edited(
        &only(&whole, &rows[..1]),
        0,
        &[
            ("Дата экзамена", "29.06.2026"),
            ("Период", "резервный"),
            ("Класс", "9Я"),
        ],
    );
    let plan = plan_of(&one, ProfileKind::GiaParticipants, &reserve).await;
    let Effect::Changed(fields) = &plan.rows[0].effect else {
        panic!("{:?}", plan.rows)
    };
    let fields: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["Класс", "Экзамен"]);
    one.import(operator.account(), ProfileKind::GiaParticipants, &reserve)
        .await
        .unwrap();
    let exams = one.exams_of_kind(ExamKind::Gia9).await;
    let reserve_exam = exams.iter().find(|exam| exam.date.to_string() == "2026-06-29").unwrap();
    assert_eq!(reserve_exam.period, domain::exam::ExamPeriod::Reserve);
    assert_eq!(one.sittings_of(reserve_exam.id).await.len(), 1);
    let registrations = one.registrations(2026, ExamKind::Gia9).await;
    let registration = registrations
        .iter()
        .find(|row| row.participant_code == student.code)
        .unwrap();
    assert_eq!(registration.class_name, "9Я");
    // What concerns the person is said once, at the first row.
    let back = only(&whole, &rows);
    let plan = plan_of(&one, ProfileKind::GiaParticipants, &back).await;
    assert_eq!((plan.counts.changed, plan.counts.same, plan.counts.writes), (1, 3, 1));
    // An additional period in September belongs to the school year that has ended.
    let september = edited(
        &only(&whole, &rows[..1]),
        0,
        &[
            ("Дата экзамена", "04.09.2026"),
            ("Период", "дополнительный"),
            ("Класс", "9Я"),
        ],
    );
    let plan = plan_of(&one, ProfileKind::GiaParticipants, &september).await;
    assert_eq!((plan.counts.new, plan.counts.new_people), (1, 0), "{:?}", plan.rows);
}

async fn who_may(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let table = gia.results_table(&ege(&gia, 3));
    let school = one.first(OrganisationKind::School);
    let operator = one.operator().await;
    for (role, place) in [(Role::SchoolOfficer, school.as_str()), (Role::MinistryOfficer, "420")] {
        let request = one.as_role(role, place).await;
        for kind in [ProfileKind::GiaParticipants, ProfileKind::GiaResults] {
            let bytes = table.write(rehearsal::FileFormat::CsvUtf8).unwrap();
            let kept = one.app.keep_file(&request, bytes.clone()).await;
            assert!(matches!(kept, Err(AppError::Refused(_))), "{role:?}");
            let file = app::import::ReceivedFile {
                kind,
                profile: None,
                file_name: "файл.csv",
                stored: one.app.keep_file(&operator, bytes).await.unwrap(),
            };
            let staged = one.app.stage_import(&request, file).await;
            assert!(matches!(staged, Err(AppError::Refused(_))), "{role:?}");
        }
    }
}

/// The next primary score up or down, and what the scale makes of it.
fn another_score(one: &Installation, exam: &MadeUpExam, primary: i64) -> (i64, i64) {
    let key = regulations::ScaleKey {
        form: exam.form,
        subject: exam.subject,
        series: None,
        year: 2026,
        region: "42",
    };
    let scale = one.app.law.scales().scale(key).unwrap();
    let other = if primary > 10 { primary - 5 } else { primary + 5 };
    let score = domain::gia_score::PrimaryScore::new(other).unwrap();
    let conclusion = domain::scale_conversion::convert(scale, score, &domain::task_points::TaskPoints::none()).unwrap();
    match conclusion.outcome {
        GiaOutcome::Test(score) => (other, i64::from(score.number())),
        GiaOutcome::Mark(mark) => (other, i64::from(mark.number())),
    }
}

async fn new_edition(engine: Engine) {
    const GROUND: &str = "письмо Рособрнадзора от 20.06.2026 № 10-1";
    let (one, gia) = Installation::with_gia(engine).await;
    let exam = ege(&gia, 3);
    one.import_gia_results(&gia, &exam).await;
    let row = one_score(&gia, &exam);
    let code = row.cell(0, "Код участника").unwrap().to_owned();
    let stored = one.gia_exam(&exam).await;
    let find = async || {
        let rows = one.sitting_results(stored.id).await;
        rows.into_iter().find(|row| row.participant_code == code).unwrap()
    };
    let first = find().await;
    let (primary, test) = another_score(&one, &exam, first.primary_score.unwrap());
    let changed = edited(
        &row,
        0,
        &[
            ("Первичный балл", &primary.to_string()),
            ("Тестовый балл", &test.to_string()),
        ],
    );
    // Waiting: the newer value takes its place, no ground is asked.
    let plan = plan_of(&one, ProfileKind::GiaResults, &changed).await;
    let Effect::Changed(fields) = &plan.rows[0].effect else {
        panic!("{:?}", plan.rows)
    };
    let names: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(names, ["Первичный балл", "Тестовый балл"]);
    assert_eq!(fields[1].now, test.to_string());
    one.import_with_ground(ProfileKind::GiaResults, &changed, "")
        .await
        .unwrap();
    let second = find().await;
    assert_eq!((second.edition_number, second.test_score), (Some(2), Some(test)));
    // Released: a change needs a ground, and the released edition stays until its successor is.
    one.alter(&format!(
        "UPDATE edition SET state = 'released', released_at = 1 WHERE state = 'received' AND primary_score = {primary}"
    ))
    .await;
    let without = one.import_with_ground(ProfileKind::GiaResults, &row, " ").await;
    let Err(AppError::Invalid(problems)) = &without else {
        panic!("{without:?}")
    };
    assert_eq!(problems[0].field, "ground");
    let import = one
        .import_with_ground(ProfileKind::GiaResults, &row, GROUND)
        .await
        .unwrap();
    let editions = one.editions(first.result_id.unwrap()).await;
    let states: Vec<&str> = editions.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, ["superseded", "released", "received"]);
    let last = editions.last().unwrap();
    assert_eq!((last.ground.as_str(), last.import_id), (GROUND, Some(import)));
    assert_eq!(
        (last.primary_score, last.test_score),
        (first.primary_score, first.test_score)
    );
    assert_eq!(last.task_points, first.task_points);
}

async fn held_after_absence(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let exam = ege(&gia, 3);
    let row = one_score(&gia, &exam);
    let absent = edited(
        &row,
        0,
        &[("Отметка", "Не явился"), ("Первичный балл", ""), ("Тестовый балл", "")],
    );
    one.import_with_ground(ProfileKind::GiaResults, &absent, "")
        .await
        .unwrap();
    let plan = plan_of(&one, ProfileKind::GiaResults, &row).await;
    assert!(
        plan.rows[0].warnings.iter().any(|text| text.contains("будет задержан")),
        "{:?}",
        plan.rows
    );
    one.import_with_ground(ProfileKind::GiaResults, &row, "").await.unwrap();
    let stored = one.gia_exam(&exam).await;
    let code = row.cell(0, "Код участника").unwrap();
    let rows = one.sitting_results(stored.id).await;
    let now = rows.iter().find(|row| row.participant_code == code).unwrap();
    assert_eq!(now.edition_state.as_deref(), Some("held"));
    assert_eq!(now.hold_reason.as_deref(), Some("day-records-conflict"));
    assert!(now.hold_note.as_deref().unwrap().contains("не явился"));
    // The same again is the same; another value stays held.
    assert_eq!(plan_of(&one, ProfileKind::GiaResults, &row).await.counts.same, 1);
    let (primary, test) = another_score(&one, &exam, now.primary_score.unwrap());
    let other = edited(
        &row,
        0,
        &[
            ("Первичный балл", &primary.to_string()),
            ("Тестовый балл", &test.to_string()),
        ],
    );
    one.import_with_ground(ProfileKind::GiaResults, &other, "")
        .await
        .unwrap();
    let rows = one.sitting_results(stored.id).await;
    let now = rows.iter().find(|row| row.participant_code == code).unwrap();
    assert_eq!(
        (now.edition_number, now.edition_state.as_deref()),
        (Some(3), Some("held"))
    );
}

async fn held_to_the_scale(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let results = ProfileKind::GiaResults;
    let row = one_score(&gia, &ege(&gia, 1));
    let check = async |row: &Table, cells: &[(&str, &str)], field: Field, words: &str| {
        refused(&one, results, &edited(row, 0, cells), field, words).await;
    };
    // Russian of ЕГЭ: 15 primary points are 36, the greatest is 50.
    check(
        &row,
        &[("Первичный балл", "51"), ("Тестовый балл", "")],
        Field::PrimaryScore,
        "вне шкалы 2026\u{a0}года, наибольший — 50",
    )
    .await;
    check(
        &row,
        &[("Первичный балл", "15"), ("Тестовый балл", "37")],
        Field::TestScore,
        "из первичного балла 15 по шкале 2026\u{a0}года следует 36",
    )
    .await;
    check(
        &row,
        &[
            ("Первичный балл", "15"),
            ("Тестовый балл", ""),
            ("Отметка по шкале", "4"),
        ],
        Field::GradeMark,
        "отметки не бывает",
    )
    .await;
    check(
        &row,
        &[
            ("Первичный балл", "15"),
            ("Тестовый балл", "36"),
            ("Баллы за задания", "1=1 2=1"),
        ],
        Field::TaskPoints,
        "в сумме 2, а первичный балл 15",
    )
    .await;
    // Only the primary score: the rest is counted by the scale.
    let counted = edited(&row, 0, &[("Первичный балл", "15"), ("Тестовый балл", "")]);
    let plan = plan_of(&one, results, &counted).await;
    assert_eq!(
        plan.rows[0].says,
        "ЕГЭ. Русский язык: 36\u{a0}баллов, первичных\u{a0}15"
    );
    // Mathematics of ОГЭ: a mark needs points for geometry.
    let ninth = one_score(&gia, gia.exam(ExamKind::Gia9, 2).unwrap());
    check(
        &ninth,
        &[
            ("Первичный балл", "8"),
            ("Отметка по шкале", "3"),
            ("Баллы за задания", ""),
        ],
        Field::TaskPoints,
        "отметка зависит от части «геометрия",
    )
    .await;
    let algebra = "1=1 2=1 3=1 4=1 5=1 6=1 7=1 8=1 15=0 16=0 17=0 18=0 19=0 23=0 24=0 25=0";
    check(
        &ninth,
        &[
            ("Первичный балл", "8"),
            ("Отметка по шкале", "3"),
            ("Баллы за задания", algebra),
        ],
        Field::GradeMark,
        "следует 2",
    )
    .await;
    check(
        &ninth,
        &[
            ("Первичный балл", "8"),
            ("Отметка по шкале", ""),
            ("Тестовый балл", "40"),
            ("Баллы за задания", algebra),
        ],
        Field::TestScore,
        "тестового балла не бывает",
    )
    .await;
}

/// The embedded law knows no scale of 2026 but mathematics', which tells a score of another year.
async fn missing_scale(engine: Engine) {
    let (mut one, gia) = Installation::with_gia(engine).await;
    let row = one_score(&gia, &ege(&gia, 1));
    one.app.law = Arc::new(Law::embedded().unwrap());
    let cells = [("Первичный балл", "15"), ("Тестовый балл", "36")];
    let table = edited(&row, 0, &cells);
    for words in [
        "ЕГЭ, Русский язык, 2026\u{a0}год: шкалы перевода нет (есть за 2025)",
        "Шкалу вносит администратор системы",
    ] {
        refused(&one, ProfileKind::GiaResults, &table, Field::PrimaryScore, words).await;
    }
    // A scale of another year: the law of the region has its own for 2026, and the score follows from 2025's.
    let own = "form = \"ege\"\nstatus = \"reading\"\nsource = \"проверка\"\nnote = \"вымышлено\"\nreviewed-on = 2026-11-22\n\n\
               [[scale]]\nsubjects = [22]\nfrom-year = 2026\nto-year = 2026\nregion = \"42\"\nmax-primary = 21\n\
               marks = [[0, 5], [6, 10], [11, 15], [16, 21]]\n";
    one.app.law = Arc::new(Law::embedded().unwrap().with_scale_file("проверка", own).unwrap());
    let basic = one_score(&gia, &ege(&gia, 22));
    let other_year = edited(&basic, 0, &[("Первичный балл", "16"), ("Отметка по шкале", "4")]);
    refused(
        &one,
        ProfileKind::GiaResults,
        &other_year,
        Field::GradeMark,
        "по шкале за 2025, а экзамен 2026\u{a0}года",
    )
    .await;
    let right = edited(&basic, 0, &[("Первичный балл", "16"), ("Отметка по шкале", "5")]);
    let plan = plan_of(&one, ProfileKind::GiaResults, &right).await;
    assert_eq!((plan.counts.new, plan.wrong.len()), (1, 0));
}

async fn minimum(engine: Engine) {
    let (one, gia) = Installation::with_gia(engine).await;
    let with_minimum = |primary: &str, test: &str, said: &str| {
        let mut table = edited(
            &one_score(&gia, &ege(&gia, 1)),
            0,
            &[("Первичный балл", primary), ("Тестовый балл", test)],
        );
        table.headings = Box::leak([table.headings, &["Минимум набран"]].concat().into_boxed_slice());
        table.rows[0].push(said.to_owned());
        table
    };
    // 24 test scores pass (domain-facts 3.2): 10 primary points.
    let results = ProfileKind::GiaResults;
    for (primary, test, said) in [("10", "24", "да"), ("9", "22", "нет"), ("9", "22", "")] {
        let plan = plan_of(&one, results, &with_minimum(primary, test, said)).await;
        assert_eq!(
            (plan.counts.new, plan.wrong.len()),
            (1, 0),
            "{primary} {said}: {:?}",
            plan.wrong
        );
    }
    let words = "стоит «да», а\u{a0}минимум этого года (24 тестовых) не набран";
    refused(
        &one,
        results,
        &with_minimum("9", "22", "да"),
        Field::MinimumReached,
        words,
    )
    .await;
    let words = "стоит «нет», а\u{a0}минимум этого года (24 тестовых) набран";
    refused(
        &one,
        results,
        &with_minimum("10", "24", "нет"),
        Field::MinimumReached,
        words,
    )
    .await;
}
