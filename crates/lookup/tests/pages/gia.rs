//! E1 and E2 for state exams, as far as they are the public pages': scores, marks, minimums, the protocol, what may be done
//! next; and nothing of what is shut.

use axum::http::StatusCode;
use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::AppealKind;
use domain::appeal::public::PublicState;
use domain::essay::AttendanceMark;
use domain::gia_score::{GiaOutcome, Mark, TestScore};
use lookup::{
    AnnulledResult, AppealTerm, ApprovedBy, GiaPaper, GiaSittingOutcome, MinimumCountedIn, OpenExam, PublishedAppeal,
    PublishedGia, SecondQuestion, YearsMinimum,
};
use regulations::{ExamForm, ExamKind, LegalDate, SubjectCode};

use crate::support::{Double, NUMBER, SERIES, SURNAME, TestSite, result, site};

const LIMIT_BYTES: usize = 15 * 1024;

/// A result with all that belongs to it in one place.
#[derive(Clone)]
struct Gia {
    kind: ExamKind,
    form: ExamForm,
    subject: String,
    subject_code: SubjectCode,
    written_part: Option<SubjectCode>,
    exam_date: LegalDate,
    outcome: GiaSittingOutcome,
    to_pass: Option<(YearsMinimum, bool)>,
    university: Option<(YearsMinimum, bool)>,
    protocol: Option<ApprovedBy>,
    told_by: String,
}

impl Gia {
    fn published(self) -> PublishedGia {
        let reached = |minimum: Option<(YearsMinimum, bool)>| minimum.map(|(_, reached)| reached);
        PublishedGia {
            paper: GiaPaper {
                kind: self.kind,
                form: self.form,
                subject: self.subject,
                subject_code: self.subject_code,
                written_part: self.written_part,
                exam_date: self.exam_date,
                oral_part: None,
                greatest: Some(50),
                to_pass: self.to_pass.map(|(minimum, _)| minimum),
                university: self.university.map(|(minimum, _)| minimum),
                appeal: Some(AppealTerm {
                    length: "2\u{a0}рабочих дня".to_owned(),
                    clause: "апелляции Порядка №\u{a0}233/552".to_owned(),
                }),
                publication_number: 12,
                published_at: "10\u{a0}июня 2027, 18:05".to_owned(),
            }
            .into(),
            outcome: self.outcome,
            passed: reached(self.to_pass),
            for_university: reached(self.university),
            protocol: self.protocol.map(Into::into),
            told_by: self.told_by.into(),
            appeals: Vec::new(),
        }
    }
}

fn minimum(counted_in: MinimumCountedIn, least: i64, reached: bool) -> Option<(YearsMinimum, bool)> {
    Some((YearsMinimum { counted_in, least }, reached))
}

fn checked(primary: i64, outcome: GiaOutcome) -> GiaSittingOutcome {
    GiaSittingOutcome::Checked { primary, outcome }
}

fn test(score: i64) -> GiaOutcome {
    GiaOutcome::Test(TestScore::new(score).unwrap())
}

fn mark(number: i64) -> GiaOutcome {
    GiaOutcome::Mark(Mark::new(number).unwrap())
}

/// Russian of 31 May 2027, approved on 10 June.
fn russian(score: i64) -> Gia {
    Gia {
        kind: ExamKind::Gia11,
        form: ExamForm::Ege,
        subject: "Русский язык".to_owned(),
        subject_code: SubjectCode::new(1).unwrap(),
        written_part: None,
        exam_date: "2027-05-31".parse().unwrap(),
        outcome: checked(40, test(score)),
        to_pass: minimum(MinimumCountedIn::TestScore, 24, score >= 24),
        university: minimum(MinimumCountedIn::TestScore, 36, score >= 36),
        protocol: Some(ApprovedBy {
            number: "12".to_owned(),
            day: "2027-06-10".parse().unwrap(),
        }),
        told_by: "лицей №\u{a0}11".to_owned(),
    }
}

fn subject(code: i64, name: &str, day: &str, outcome: GiaSittingOutcome) -> Gia {
    Gia {
        subject: name.to_owned(),
        subject_code: SubjectCode::new(code).unwrap(),
        exam_date: day.parse().unwrap(),
        outcome,
        to_pass: None,
        ..russian(72)
    }
}

fn base_mathematics(number: i64) -> Gia {
    Gia {
        to_pass: minimum(MinimumCountedIn::Mark, 3, number >= 3),
        university: None,
        ..subject(22, "Математика (базовая)", "2027-06-03", checked(15, mark(number)))
    }
}

fn of_oge(code: i64, name: &str, number: i64) -> Gia {
    Gia {
        kind: ExamKind::Gia9,
        form: ExamForm::Oge,
        exam_date: "2025-06-05".parse().unwrap(),
        protocol: Some(ApprovedBy {
            number: "31".to_owned(),
            day: "2025-06-15".parse().unwrap(),
        }),
        ..Gia {
            subject: name.to_owned(),
            subject_code: SubjectCode::new(code).unwrap(),
            outcome: checked(17, mark(number)),
            to_pass: minimum(MinimumCountedIn::Mark, 3, number >= 3),
            university: None,
            ..russian(72)
        }
    }
}

/// On 11 June 2027, with open exams of two kinds and no essay of hers.
fn with_exams(exams: Vec<Gia>) -> Double {
    let mut double = Double {
        results: Vec::new(),
        exams: exams.into_iter().map(Gia::published).collect(),
        ..Double::new()
    };
    double.facts.today = "2027-06-11".parse().unwrap();
    double.facts.open_exams.insert(
        0,
        OpenExam {
            group: "ЕГЭ".to_owned(),
            subject: "Русский язык".to_owned(),
            date: "2027-05-31".parse().unwrap(),
        },
    );
    double
}

async fn words(double: Double) -> String {
    let answer = site(double).look_up(SERIES, NUMBER, SURNAME).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.len() <= LIMIT_BYTES, "{} bytes", answer.body.len());
    assert!(!answer.body.contains("<script") && !answer.body.contains(" style=\""));
    answer.text()
}

#[track_caller]
fn check(text: &str, expected: &[&str], missing: &[&str]) {
    for one in expected {
        assert!(text.contains(one), "«{one}» is missing: {text}");
    }
    for one in missing {
        assert!(!text.contains(one), "«{one}» stands there: {text}");
    }
}

#[tokio::test]
async fn e2_a_score_is_told_with_minimums_protocol_and_the_way_to_an_appeal() {
    let text = words(with_exams(vec![russian(72)])).await;
    check(
        &text,
        &[
            "Ваш результат",
            "ЕГЭ",
            "Русский язык",
            "31 мая 2027",
            "<small>Тестовый балл</small> 72",
            "40 из 50",
            "Минимум для аттестата — 24 балла, набран",
            "36 баллов, набран",
            "№ 12 от 10 июня 2027",
            "2 рабочих дня после дня объявления в школе",
            "апелляция о несогласии с баллами",
            "лицей № 11",
            "Публикация № 12 от 10 июня 2027, 18:05",
            "tel:+73842000000",
        ],
        &["не набран", "Ваша отметка", "3 февраля 2027"],
    );
}

#[tokio::test]
async fn e2_a_minimum_that_is_missed_is_said_and_what_to_ask() {
    let text = words(with_exams(vec![russian(20)])).await;
    check(
        &text,
        &["24 балла, не набран", "36 баллов, не набран", "можно ли сдать ещё раз"],
        &[],
    );
    let between = words(with_exams(vec![russian(30)])).await;
    check(
        &between,
        &["24 балла, набран", "36 баллов, не набран"],
        &["сдать ещё раз"],
    );
    let unknown = Gia {
        to_pass: None,
        university: None,
        ..russian(20)
    };
    check(
        &words(with_exams(vec![unknown])).await,
        &["Минимальный балл этого года сайту не известен"],
        &["набран"],
    );
}

#[tokio::test]
async fn e2_base_mathematics_is_a_mark() {
    let text = words(with_exams(vec![base_mathematics(4)])).await;
    check(
        &text,
        &[
            "<small>Ваша отметка</small> 4",
            "Минимум для аттестата — отметка 3, набран",
        ],
        &["Тестовый балл", "для вуза"],
    );
    check(
        &words(with_exams(vec![base_mathematics(2)])).await,
        &["отметка 3, не набран"],
        &[],
    );
}

#[tokio::test]
async fn e2_a_foreign_language_is_one_result_of_two_days() {
    let english = subject(9, "Английский язык", "2027-06-11", checked(50, test(61)));
    let oral = Gia {
        written_part: Some(SubjectCode::new(9).unwrap()),
        ..subject(
            29,
            "Английский язык (устная часть)",
            "2027-06-16",
            checked(50, test(61)),
        )
    };
    for order in [vec![english.clone(), oral.clone()], vec![oral.clone(), english.clone()]] {
        let text = words(with_exams(order)).await;
        check(
            &text,
            &["Ваш результат", "11 июня 2027, устная часть 16 июня 2027"],
            &["(устная часть)"],
        );
        assert_eq!(text.matches("Тестовый балл").count(), 1);
    }
    // Without the written part the oral one is told by itself.
    let absent = Gia {
        outcome: GiaSittingOutcome::NotChecked(AttendanceMark::Absent),
        ..oral
    };
    check(
        &words(with_exams(vec![absent])).await,
        &["Английский язык (устная часть)", "Вы не пришли"],
        &["апелляция"],
    );
}

#[tokio::test]
async fn e2_a_sitting_without_a_work_has_words_and_no_score() {
    for (mark, expected) in [
        (AttendanceMark::Absent, "Вы не пришли"),
        (AttendanceMark::Removed, "Вас удалили с экзамена"),
        (AttendanceMark::NotFinished, "Экзамен не закончен"),
    ] {
        let outcome = GiaSittingOutcome::NotChecked(mark);
        let text = words(with_exams(vec![subject(3, "Физика", "2027-06-04", outcome)])).await;
        check(
            &text,
            &[expected, "№ 12 от 10 июня 2027"],
            &["Тестовый балл", "Первичный", "набран", "апелляция о"],
        );
    }
}

#[tokio::test]
async fn e2_everything_of_one_person_stands_on_one_light_page() {
    let mut double = with_exams(vec![
        russian(72),
        base_mathematics(5),
        subject(12, "Обществознание", "2027-06-08", checked(30, test(55))),
        subject(9, "Английский язык", "2027-06-11", checked(60, test(68))),
        subject(
            7,
            "История",
            "2027-06-17",
            GiaSittingOutcome::NotChecked(AttendanceMark::Absent),
        ),
        of_oge(1, "Русский язык", 5),
        of_oge(2, "Математика", 4),
    ]);
    double.results = vec![result("11|11011|1", "2026-12-02")];
    let text = words(double).await;
    check(&text, &["Ваши результаты", "Зачёт", "ОГЭ", "История"], &[]);
    let place = |word: &str| text.find(word).unwrap();
    assert!(place(">ЕГЭ<") < place(">ОГЭ<") && place(">ОГЭ<") < place("Итоговое сочинение"));
    assert_eq!(
        text.matches("апелляция о несогласии").count(),
        1,
        "the appeals of 2025 are over"
    );
}

#[tokio::test]
async fn e2_an_appeal_is_not_offered_when_its_time_is_long_over() {
    for (today, offered) in [("2027-06-10", true), ("2027-07-10", true), ("2027-07-11", false)] {
        let mut double = with_exams(vec![russian(72)]);
        double.facts.today = today.parse().unwrap();
        assert_eq!(words(double).await.contains("апелляция о"), offered, "{today}");
    }
}

#[tokio::test]
async fn e2_an_unchecked_essay_beside_exams_is_told_in_a_sentence() {
    let mut double = with_exams(vec![russian(72)]);
    let mut absent = result("11|11011|1", "2026-12-02");
    absent.outcome = lookup::SittingOutcome::NotChecked(AttendanceMark::Absent);
    double.results = vec![absent];
    check(
        &words(double).await,
        &["Русский язык", "2 декабря 2026 вы не пришли на сочинение."],
        &["Вы не пришли на сочинение</h1>"],
    );
}

/// The first page, with sixty open exams.
#[tokio::test]
async fn e1_the_first_page_lists_open_exams_by_form() {
    let mut double = with_exams(Vec::new());
    for number in 0..60 {
        double.facts.open_exams.push(OpenExam {
            group: if number % 2 == 0 { "ЕГЭ" } else { "ОГЭ" }.to_owned(),
            subject: format!("Предмет с длинным названием {}", number / 4),
            date: format!("2027-06-{:02}", 1 + number % 28).parse().unwrap(),
        });
    }
    let start = site(double).get("/").await;
    assert!(start.body.len() <= LIMIT_BYTES, "{} bytes", start.body.len());
    check(
        &start.text(),
        &[
            "Узнать результат экзамена или сочинения",
            "Какие результаты открыты",
            "<h3>ЕГЭ</h3>",
            "<h3>ОГЭ</h3>",
            "Русский язык — 31 мая 2027",
        ],
        &[],
    );
}

/// Unknown, wrong surname, not approved, shut: one page to the byte, whatever else is open.
#[tokio::test]
async fn e1_what_is_not_approved_is_the_page_of_an_unknown_document() {
    let open = site(with_exams(vec![russian(72)]));
    let unapproved = site(with_exams(Vec::new()));
    let expected = open.look_up("0000", "000000", "Гусева").await;
    assert!(expected.body.contains("показать нечего"));
    for missed in [
        open.look_up(SERIES, NUMBER, "Гусева").await,
        unapproved.look_up(SERIES, NUMBER, SURNAME).await,
        unapproved.look_up("0000", "000000", "Гусева").await,
    ] {
        assert_eq!(missed.whole(), expected.whole());
    }
    assert_ne!(open.look_up(SERIES, NUMBER, SURNAME).await.whole(), expected.whole());
}

/// Whoever has an essay and unapproved exams reads the page of whoever has the essay alone.
#[tokio::test]
async fn e1_unapproved_exams_leave_no_trace_beside_an_essay() {
    let answer = |exams: Vec<Gia>| async move {
        let mut double = with_exams(exams);
        double.results = vec![result("11|11011|1", "2026-12-02")];
        without_seal(&site(double)).await
    };
    let alone = answer(Vec::new()).await;
    assert_eq!(answer(Vec::new()).await, alone, "twice the same");
    assert_ne!(
        answer(vec![russian(72)]).await,
        alone,
        "the comparison sees a difference"
    );
}

/// The answer without its sealed query, which no two answers share.
async fn without_seal(site: &TestSite) -> String {
    let answer = site.look_up(SERIES, NUMBER, SURNAME).await;
    let (_, _, body) = answer.whole();
    let again = again_of(&body);
    body.replace(&again, "AGAIN")
}

fn again_of(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"again\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_answer_stays_when_the_version_is_switched() {
    let site = site(with_exams(vec![russian(72)]));
    let answer = site.look_up(SERIES, NUMBER, SURNAME).await;
    let again = again_of(&answer.body);
    for secret in [SERIES, NUMBER, SURNAME, "артемьева"] {
        assert!(!answer.body.contains(secret), "{secret} stands in the answer");
    }
    let fields = [("vision", "strong"), ("page", "answer"), ("again", again.as_str())];
    let strong = site.post("/vision", &fields).await;
    assert_eq!(strong.status, StatusCode::OK);
    assert!(strong.header("set-cookie").starts_with("vision=strong;"));
    check(
        &strong.text(),
        &[
            "<body class=\"strong\">",
            "Русский язык",
            "<small>Тестовый балл</small> 72",
        ],
        &[],
    );
    assert!(strong.body.len() <= LIMIT_BYTES, "{} bytes", strong.body.len());
    // And back, by what the new page carries.
    let again = again_of(&strong.body);
    let back = site
        .post(
            "/vision",
            &[("vision", "ordinary"), ("page", "answer"), ("again", &again)],
        )
        .await;
    check(&back.text(), &["Русский язык"], &["class=\"strong\""]);
}

#[tokio::test]
async fn a_seal_of_another_process_or_an_altered_one_leads_to_the_start() {
    let one = site(with_exams(vec![russian(72)]));
    let other = site(with_exams(vec![russian(72)]));
    let foreign = again_of(&other.look_up(SERIES, NUMBER, SURNAME).await.body);
    let own = again_of(&one.look_up(SERIES, NUMBER, SURNAME).await.body);
    let seen = one.evaluated();
    for again in ["", "00", foreign.as_str(), &own.replace('a', "b"), &own[2..]] {
        let page = one
            .post("/vision", &[("vision", "strong"), ("page", "answer"), ("again", again)])
            .await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/"));
    }
    assert_eq!(one.evaluated(), seen, "nothing is looked up");
}

/// A sealed query asks again: what was withdrawn meanwhile, or what a changed setting asks for, is not shown by it.
#[tokio::test]
async fn a_sealed_query_is_a_query_like_any_other() {
    let mut double = with_exams(vec![russian(72)]);
    double.facts.second_question = SecondQuestion::Nothing;
    let without_surname = site(double);
    let answer = without_surname
        .post("/result", &[("series", SERIES), ("number", NUMBER)])
        .await;
    let again = again_of(&answer.body);
    let page = without_surname
        .post(
            "/vision",
            &[("vision", "strong"), ("page", "answer"), ("again", &again)],
        )
        .await;
    check(&page.text(), &["Русский язык"], &[]);
}

#[tokio::test]
async fn the_page_of_a_miss_stays_when_the_version_is_switched() {
    let site = site(with_exams(vec![russian(72)]));
    let missed = site.look_up(SERIES, "111111", SURNAME).await;
    assert!(missed.body.contains("name=\"page\" value=\"not-found\""));
    let seen = site.evaluated();
    let strong = site
        .post("/vision", &[("vision", "strong"), ("page", "not-found")])
        .await;
    check(&strong.text(), &["показать нечего", "<body class=\"strong\">"], &[]);
    assert_eq!(site.evaluated(), seen, "nothing is looked up");
}

/// What stands between the tags of the page's body.
fn read_aloud(html: &str) -> String {
    let body = html.split_once("<body").map_or("", |(_, body)| body);
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, after)| after));
        text.push(' ');
    }
    text.replace("&nbsp;", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn appeal(kind: AppealKind, state: PublicState, place: Option<&str>) -> PublishedAppeal {
    PublishedAppeal {
        kind,
        state,
        at: "15\u{a0}июня 2027, 14:20".to_owned(),
        place: place.map(Into::into),
    }
}

/// Every state of an appeal, beside a score whose way to an appeal is still shown unless one was filed.
#[tokio::test]
async fn e2_an_appeal_is_told_in_every_state() {
    let score = AppealKind::Score;
    for (state, expected, files_again) in [
        (PublicState::Filed, "баллами: подана Подана 15 июня 2027, 14:20", false),
        (PublicState::Received, "передана в апелляционную комиссию", false),
        (
            PublicState::Appointed,
            "Рассмотрят 15 июня 2027, 14:20. РЦОИ, аудитория 3. Вы и ваши родители",
            false,
        ),
        (PublicState::Heard, "Решение появится здесь", false),
        (PublicState::NotConsidered, "Такого комиссия не рассматривает", false),
        (PublicState::Withdrawn, "отозвана Отозвана 15 июня", true),
        (
            PublicState::Rejected,
            "отклонена Решение 15 июня 2027, 14:20. Результат остался прежним",
            false,
        ),
        (PublicState::Granted, "до этого здесь стоит прежний", false),
        (PublicState::Changed, "Новый результат стоит выше", false),
        (PublicState::Same, "в сумме баллы не изменились", false),
    ] {
        let place = (state == PublicState::Appointed).then_some("РЦОИ, аудитория 3");
        let mut double = with_exams(vec![russian(72)]);
        double.exams[0].appeals = vec![appeal(score, state, place)];
        let text = read_aloud(&words(double).await);
        check(&text, &["Тестовый балл 72", expected], &[]);
        let way = text.contains("рабочих дня после дня объявления");
        assert_eq!(way, files_again, "{state:?}: {text}");
    }
}

#[tokio::test]
async fn e2_b6_an_annulled_result_is_told_with_its_ground_and_what_follows() {
    for (ground, resit, expected) in [
        (
            AnnulmentGround::OwnViolation,
            Resit::None,
            ["вы нарушили порядок", "вас не допускают"],
        ),
        (
            AnnulmentGround::ViolationByOthers,
            Resit::ReserveDay,
            ["другие люди. Это не ваша вина", "в резервный день"],
        ),
        (
            AnnulmentGround::VideoFault,
            Resit::OtherDay,
            ["не было видеонаблюдения", "в другой день расписания"],
        ),
        (
            AnnulmentGround::ProcedureAppeal,
            Resit::ReserveDay,
            ["ваша апелляция о нарушении", "в резервный день"],
        ),
        (
            AnnulmentGround::Inspection,
            Resit::None,
            ["проверки Рособрнадзора", "вас не допускают"],
        ),
    ] {
        let day = "2027-06-12".parse().unwrap();
        let annulled = Gia {
            outcome: GiaSittingOutcome::Annulled(AnnulledResult { ground, resit, day }),
            to_pass: None,
            university: None,
            protocol: None,
            ..russian(72)
        };
        let mut double = with_exams(vec![annulled]);
        double.exams[0].appeals = vec![appeal(AppealKind::Procedure, PublicState::Same, None)];
        let text = read_aloud(&words(double).await);
        check(
            &text,
            &[
                "Русский язык",
                "Результат аннулирован",
                "12 июня 2027",
                "нарушении порядка",
            ],
            &["72", "Минимум"],
        );
        check(&text, &expected, &["рабочих дня после дня объявления"]);
    }
}

#[tokio::test]
async fn e2_the_place_of_a_hearing_is_text() {
    let mut double = with_exams(vec![russian(72)]);
    let place = "<img src=x onerror=alert(1)>";
    double.exams[0].appeals = vec![appeal(AppealKind::Score, PublicState::Appointed, Some(place))];
    let answer = site(double).look_up(SERIES, NUMBER, SURNAME).await;
    assert!(!answer.body.contains("<img"), "{}", answer.body);
}
