//! Imports through their pages, on both engines: the conversation, its refusals, its files.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod essay_region;
mod support;

use std::io::Write;

use axum::http::StatusCode;
use domain::access::Role;
use essay_region::{Engine, EssayRegion, Named, links, upload};
use rehearsal::FileFormat;
use support::Browser;

on_both_engines! {
    fn b3_a_file_is_compared_before_it_is_written => compared_then_written;
    fn b3_the_same_file_again_changes_nothing => same_file;
    fn b3_wrong_rows_come_back_with_comments => wrong_rows;
    fn b3_a_file_that_cannot_be_read_says_why => unreadable_files;
    fn b3_columns_are_matched_by_hand_and_kept_as_a_profile => columns_by_hand;
    fn b3_what_changed_since_the_preview_is_not_written => changed_since_the_preview;
    fn b3_a_dropped_file_writes_nothing => dropped;
    fn b7_released_results_change_only_with_a_ground => ground_is_needed;
    fn b1_gia_comes_in_through_its_pages => gia;
    fn b3_a_dbf_says_what_was_left_out_and_offers_its_code_page => dbf;
}

const RESULTS: &str = "essay-results";

async fn staged(browser: &Browser, kind: &str, bytes: &[u8]) -> String {
    let answer = upload(browser, kind, "", "файл.csv", bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

/// Sends the form «Записать» as it stands on the page.
async fn apply(browser: &Browser, path: &str, ground: &str) -> support::Answer {
    let page = browser.get(path).await;
    let fields = [
        ("idempotency_key", page.hidden("idempotency_key")),
        ("previewed_hash", page.hidden("previewed_hash")),
        ("ground", ground.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post_with_token(&format!("{path}/apply"), &fields).await
}

async fn compared_then_written(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    region.set_clock("2026-12-14T09:00");
    let operator = region.browser("operator").await;
    let bytes = region
        .region
        .results_first_batch()
        .write(FileFormat::XlsxWithTitle)
        .unwrap();
    let path = staged(&operator, RESULTS, &bytes).await;
    let page = operator.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("Пока ничего не&nbsp;записано"), "{}", page.text());
    assert!(
        page.text().contains("заголовок в строке 2"),
        "the heading under a title was found"
    );
    assert_eq!(
        operator.get(&format!("{path}?rows=new&page=2")).await.status,
        StatusCode::OK
    );
    let exam = region.exam().await;
    assert!(
        operator
            .get(&format!("/exams/{exam}"))
            .await
            .text()
            .contains("Результатов ещё нет."),
        "staging writes nothing"
    );
    let applied = apply(&operator, &path, "").await;
    assert_eq!(applied.header("location"), path, "{}", applied.text());
    let page = operator.get(&path).await.text();
    assert!(
        page.contains("Файл записан") && page.contains("окончание обработки"),
        "{page}"
    );
    assert!(
        operator
            .get(&format!("/exams/{exam}"))
            .await
            .text()
            .contains("ждут выпуска")
    );
    let again = apply(&operator, &path, "").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "written once");
    let list = operator.get("/imports").await.text();
    assert!(list.contains("записана") && list.contains("файл.csv"), "{list}");
}

async fn same_file(engine: Engine) {
    let region = EssayRegion::with_results(engine).await;
    let operator = region.browser("operator").await;
    let bytes = region
        .region
        .results_first_batch()
        .write(FileFormat::CsvWindows1251)
        .unwrap();
    let path = staged(&operator, RESULTS, &bytes).await;
    let page = operator.get(&path).await.text();
    assert!(page.contains("Файл ничего не\u{a0}меняет"), "{page}");
    assert!(!page.contains(&format!("{path}/apply")), "nothing to write");
}

async fn wrong_rows(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    region.set_clock("2026-12-14T09:00");
    let operator = region.browser("operator").await;
    let faulty = region.region.results_with_faults();
    let path = staged(&operator, RESULTS, &faulty.table.write(FileFormat::CsvUtf8).unwrap()).await;
    let page = operator.get(&format!("{path}?rows=wrong")).await.text();
    for fault in &faulty.faults {
        let cell_of_row = |letter: char| page.contains(&format!("{letter}{}</span>", fault.file_row));
        assert!(
            ('A'..='S').any(cell_of_row),
            "{:?} in row {}",
            fault.kind,
            fault.file_row
        );
    }
    let file = operator.get(&format!("{path}/wrong")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text().contains("Что исправить"), "{}", file.text());
    let kept = operator.get(&format!("{path}/file")).await;
    assert_eq!(
        kept.body,
        faulty.table.write(FileFormat::CsvUtf8).unwrap(),
        "the file as it was sent"
    );
}

/// Less than a megabyte that would unpack to more than a file may.
fn xlsx_bomb() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["[Content_Types].xml", "xl/workbook.xml"] {
        writer.start_file(name, options).unwrap();
        writer.write_all(b"<t/>").unwrap();
    }
    writer.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..260 {
        writer.write_all(&blank).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    bytes
}

async fn unreadable_files(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let operator = region.browser("operator").await;
    let good = region.region.results_first_batch().write(FileFormat::Xlsx).unwrap();
    let cut = &good[..good.len() / 2];
    let bomb = xlsx_bomb();
    for (name, bytes, words) in [
        ("cut.xlsx", cut, "обрезан"),
        ("empty.csv", &b""[..], "пуст"),
        ("old.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook"[..], ".xls"),
        ("binary.csv", &b"\x00\x01\x02\x03\x00\x00"[..], ""),
        ("bomb.xlsx", &bomb, "распаков"),
    ] {
        let answer = upload(&operator, RESULTS, "", name, bytes).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}: {}",
            answer.text()
        );
        let text = answer.text();
        assert!(
            text.contains("href=\"#file\"") && text.contains(words),
            "{name}: {text}"
        );
        assert!(
            text.contains("value=\"essay-results\" checked"),
            "{name}: what was chosen stays chosen"
        );
    }
    let nothing = upload(&operator, RESULTS, "", "", b"").await;
    assert!(nothing.text().contains("Выберите файл"), "{}", nothing.text());
    let kind = upload(&operator, "cakes", "", "a.csv", b"a;b\r\n1;2\r\n").await;
    assert!(kind.text().contains("Выберите, что в\u{a0}файле"), "{}", kind.text());
    let profile = upload(&operator, RESULTS, "нет такого", "a.csv", b"a;b\r\n1;2\r\n").await;
    assert!(profile.text().contains("Такого профиля нет"), "{}", profile.text());
    let huge = upload(&operator, RESULTS, "", "a.csv", &vec![b'a'; 301 << 20]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        operator
            .get("/imports")
            .await
            .text()
            .contains("Ни\u{a0}одна загрузка не\u{a0}ждёт решения."),
        "nothing of these was kept waiting"
    );
}

async fn columns_by_hand(engine: Engine) {
    let region = EssayRegion::empty(engine).await;
    let boot = region.browser("boot").await;
    let mut text = String::from_utf8(region.region.organisations_table().write(FileFormat::CsvUtf8).unwrap()).unwrap();
    text = text.replacen("Краткое наименование", "Как зовут", 1);
    let path = staged(&boot, "organisations", text.as_bytes()).await;
    let sent_on = boot.get(&path).await;
    assert_eq!(
        sent_on.header("location"),
        format!("{path}/columns"),
        "a required column is missing"
    );
    let page = boot.get(&format!("{path}/columns")).await.text();
    assert!(
        page.contains("Не&nbsp;найдены обязательные поля") && page.contains("Краткое наименование"),
        "{page}"
    );
    let codes = [
        "organisation-code",
        "organisation-kind",
        "name",
        "short-name",
        "parent-code",
        "zone",
        "address",
    ];
    let names: Vec<String> = (0..codes.len()).map(|index| format!("column-{index}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(codes).collect();
    fields.push(("profile_name", ""));
    let nameless = boot.post_with_token(&format!("{path}/columns"), &fields).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nameless.text().contains("href=\"#profile_name\""),
        "{}",
        nameless.text()
    );
    fields.pop();
    fields.push(("profile_name", "Справочник школ"));
    fields[4] = ("column-4", "short-name");
    let twice = boot.post_with_token(&format!("{path}/columns"), &fields).await;
    assert!(
        twice.text().contains("href=\"#column-4\"") && twice.text().contains("уже выбрано"),
        "{}",
        twice.text()
    );
    fields[4] = ("column-4", "parent-code");
    let saved = boot.post_with_token(&format!("{path}/columns"), &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let fresh = saved.header("location").to_owned();
    assert_ne!(fresh, path, "read again with the profile");
    let page = boot.get(&fresh).await.text();
    assert!(
        page.contains("Справочник школ") && page.contains(&format!("{fresh}/apply")),
        "{page}"
    );
    assert!(
        boot.get(&path).await.text().contains("Загрузка снята"),
        "the former comparison is gone"
    );
    let by_profile = upload(&boot, "organisations", "Справочник школ", "файл.csv", text.as_bytes()).await;
    assert!(
        boot.get(by_profile.header("location"))
            .await
            .text()
            .contains("Справочник школ")
    );
}

async fn changed_since_the_preview(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    region.set_clock("2026-12-14T09:00");
    let operator = region.browser("operator").await;
    let bytes = region.region.results_first_batch().write(FileFormat::CsvUtf8).unwrap();
    let (first, second) = (
        staged(&operator, RESULTS, &bytes).await,
        staged(&operator, RESULTS, &bytes).await,
    );
    let page = operator.get(&second).await;
    let fields = [
        ("idempotency_key", page.hidden("idempotency_key")),
        ("previewed_hash", page.hidden("previewed_hash")),
    ];
    assert_eq!(apply(&operator, &first, "").await.status, StatusCode::SEE_OTHER);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let late = operator.post_with_token(&format!("{second}/apply"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    assert!(
        links(&late, &second).contains(&second),
        "the page leads to the new comparison: {}",
        late.text()
    );
    assert!(
        operator
            .get(&second)
            .await
            .text()
            .contains("Файл ничего не\u{a0}меняет")
    );
}

async fn dropped(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    region.set_clock("2026-12-14T09:00");
    let operator = region.browser("operator").await;
    let path = staged(
        &operator,
        RESULTS,
        &region.region.results_first_batch().write(FileFormat::CsvUtf8).unwrap(),
    )
    .await;
    assert_eq!(
        operator
            .post_with_token(&format!("{path}/drop"), &[])
            .await
            .header("location"),
        "/imports"
    );
    assert!(operator.get(&path).await.text().contains("Загрузка снята"));
    assert_eq!(apply(&operator, &path, "").await.status, StatusCode::CONFLICT);
    let exam = region.exam().await;
    assert!(
        operator
            .get(&format!("/exams/{exam}"))
            .await
            .text()
            .contains("Результатов ещё нет.")
    );
    let school = region.first(domain::organisation::OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    assert_eq!(
        teacher.get(&path).await.status,
        StatusCode::FORBIDDEN,
        "imports are the processing centre's"
    );
    region
        .account("nobody", Role::SchoolOfficer, &school, Named::ByNoOrder)
        .await;
}

async fn ground_is_needed(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let operator = region.browser("operator").await;
    let path = staged(
        &operator,
        RESULTS,
        &region.region.results_corrections().write(FileFormat::CsvUtf8).unwrap(),
    )
    .await;
    let page = operator.get(&format!("{path}?rows=changed")).await.text();
    assert!(
        page.contains("уже выпущена") && page.contains("Основание изменений"),
        "{page}"
    );
    let refused = apply(&operator, &path, " ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("href=\"#ground\""), "{}", refused.text());
    assert_eq!(
        apply(&operator, &path, "акт сверки от 16.12.2026 № 3").await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        operator
            .get(&path)
            .await
            .text()
            .contains("акт сверки от 16.12.2026 № 3")
    );
}

/// Participants, then results with a wrong row; scores on the pages of who may see them and of nobody else.
async fn gia(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let gia = rehearsal::make_gia(
        &region.region,
        &rehearsal::GiaPlan {
            gia11: 60,
            gia9: 10,
            ..rehearsal::GiaPlan::demo()
        },
        &region.app.law,
    )
    .unwrap();
    let operator = region.browser("operator").await;
    let form = operator.get("/imports/new").await.text();
    assert!(
        form.contains("Участники ГИА") && form.contains("Результаты ГИА"),
        "{form}"
    );
    for kind in ["gia-participants", "gia-results"] {
        let template = operator.get(&format!("/imports/templates/{kind}.xlsx")).await;
        assert_eq!(template.status, StatusCode::OK);
    }
    let people = gia.participants_table().write(FileFormat::XlsxWithTitle).unwrap();
    let path = staged(&operator, "gia-participants", &people).await;
    let page = operator.get(&format!("{path}?rows=new")).await.text();
    assert!(page.contains("ЕГЭ. Русский язык, 28\u{a0}мая\u{a0}2026"), "{page}");
    assert_eq!(apply(&operator, &path, "").await.header("location"), path);

    let russian = *gia.exam(domain::exam::ExamKind::Gia11, 1).unwrap();
    let mut results = gia.results_table(&russian);
    let column = |heading: &str| results.column(heading).unwrap();
    let (primary, test) = (column("Первичный балл"), column("Тестовый балл"));
    let scored: Vec<usize> = (0..results.rows.len())
        .filter(|row| !results.rows[*row][primary].is_empty())
        .collect();
    results.rows[scored[0]][primary] = "15".to_owned();
    results.rows[scored[0]][test] = "37".to_owned();
    results.rows[scored[1]][primary] = "15".to_owned();
    results.rows[scored[1]][test] = "36".to_owned();
    let path = staged(&operator, "gia-results", &results.write(FileFormat::CsvUtf8).unwrap()).await;
    let page = operator.get(&path).await.text();
    assert!(
        page.contains("из первичного балла 15 по шкале 2026\u{a0}года следует 36"),
        "{page}"
    );
    assert!(page.contains("пока их не\u{a0}утвердит председатель ГЭК"), "{page}");
    let new = operator.get(&format!("{path}?rows=new")).await.text();
    assert!(new.contains("36\u{a0}баллов, первичных\u{a0}15"), "{new}");
    assert_eq!(operator.get(&format!("{path}/wrong")).await.status, StatusCode::OK);
    assert_eq!(apply(&operator, &path, "").await.header("location"), path);

    // Nothing releases it but the commission.
    let exams = region.app.exams().await.unwrap();
    let exam = exams
        .iter()
        .find(|exam| exam.kind == domain::exam::ExamKind::Gia11 && exam.subject_code == 1)
        .unwrap();
    let page = operator.get(&format!("/exams/{}", exam.id)).await.text();
    assert!(
        page.contains("ЕГЭ. Русский язык") && !page.contains("Предпросмотр окончания обработки"),
        "{page}"
    );
    let preview = operator.get(&format!("/exams/{}/processing", exam.id)).await;
    assert_eq!(preview.status, StatusCode::CONFLICT, "{}", preview.text());
    for address in [
        "/exams",
        "/",
        "/acquaintance",
        &format!("/participants?exam={}", exam.id),
        &format!("/acquaintance?exam={}", exam.id),
    ] {
        assert_eq!(operator.get(address).await.status, StatusCode::OK, "{address}");
    }

    // The score of the good row: to РЦОИ, not to the school.
    let code = &results.rows[scored[1]][0];
    let person = gia.participants.iter().find(|person| person.code == *code).unwrap();
    let rows = region
        .app
        .store
        .read(&exam.id, |tx, exam| {
            storage::boxed(async move { Ok::<_, app::AppError>(storage::standing::sitting_results(tx, *exam).await?) })
        })
        .await
        .unwrap();
    let row = rows.iter().find(|row| row.participant_code == *code).unwrap();
    let result = row.result_id.unwrap();
    let history = operator.get(&format!("/results/{result}")).await.text();
    for words in [
        "Первичный балл",
        "Тестовый балл",
        "Русский язык",
        "ЕГЭ",
        "36\u{a0}баллов, первичных\u{a0}15",
    ] {
        assert!(history.contains(words), "{words}: {history}");
    }
    let card = operator.get(&format!("/people/{}", row.person_id)).await.text();
    assert!(
        card.contains("ГИА-11, 2025/26 учебный год") && card.contains("36\u{a0}баллов"),
        "{card}"
    );
    let school = region
        .region
        .organisation(&person.informing_code)
        .filter(|one| one.kind != domain::organisation::OrganisationKind::MunicipalBody)
        .map_or_else(
            || region.first(domain::organisation::OrganisationKind::School),
            |one| one.code.clone(),
        );
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    assert_eq!(
        teacher.get(&format!("/results/{result}")).await.status,
        StatusCode::NOT_FOUND
    );
    let card = teacher.get(&format!("/people/{}", row.person_id)).await;
    assert!(!card.text().contains("тестовых"), "{}", card.text());
}

/// A .dbf in the code page of DOS with the first record marked as deleted.
fn organisations_dbf() -> Vec<u8> {
    let dos = |text: &str| -> Vec<u8> {
        let byte = |sign: char| match sign {
            'А'..='п' => u8::try_from(u32::from(sign) - 0x410 + 0x80).unwrap(),
            'р'..='я' => u8::try_from(u32::from(sign) - 0x440 + 0xe0).unwrap(),
            other => u8::try_from(u32::from(other)).unwrap(),
        };
        text.chars().map(byte).collect()
    };
    let fields = [
        ("КОД", 6),
        ("ВИД", 10),
        ("НАИМЕНОВАН", 30),
        ("КРАТКОЕ НА", 20),
        ("КОД ВЫШЕСТ", 6),
    ];
    let records = [
        ("*", ["429991", "Школа", "Удаленная школа", "Удаленная", "501"]),
        (" ", ["429992", "Школа", "Средняя школа номер два", "Школа два", "501"]),
    ];
    let length = 1 + fields.iter().map(|(_, width)| width).sum::<usize>();
    let header = 32 + 32 * fields.len() + 1;
    let mut bytes = vec![3, 126, 11, 10];
    bytes.extend(u32::try_from(records.len()).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(header).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(length).unwrap().to_le_bytes());
    bytes.resize(32, 0);
    bytes[29] = 0x65;
    for (name, width) in fields {
        let mut field = dos(name);
        field.resize(11, 0);
        field.push(b'C');
        field.resize(16, 0);
        field.push(u8::try_from(width).unwrap());
        field.resize(32, 0);
        bytes.extend(field);
    }
    bytes.push(13);
    for (mark, cells) in records {
        bytes.extend(mark.bytes());
        for (cell, (_, width)) in cells.iter().zip(fields) {
            let mut cell = dos(cell);
            cell.resize(width, b' ');
            bytes.extend(cell);
        }
    }
    bytes.push(26);
    bytes
}

async fn dbf(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    let operator = region.browser("operator").await;
    let path = staged(&operator, "organisations", &organisations_dbf()).await;
    let page = operator.get(&path).await.text();
    assert!(
        page.contains("таблица .dbf, кодировка DOS (866), пропущено записей, удалённых в\u{a0}файле: 1"),
        "{page}"
    );
    let columns = operator.get(&format!("{path}/columns")).await;
    assert!(columns.text().contains("name=\"dbf_code_page\""), "{}", columns.text());
    let send = async |page: &str| {
        let fields = [
            ("profile_name", "Школы, DOS"),
            ("dbf_code_page", page),
            ("column-0", "organisation-code"),
            ("column-1", "organisation-kind"),
            ("column-2", "name"),
            ("column-3", "short-name"),
            ("column-4", "parent-code"),
        ];
        operator.post_with_token(&format!("{path}/columns"), &fields).await
    };
    let unknown = send("437").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unknown.text());
    let saved = send("866").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let fresh = operator
        .get(&format!("{}/columns", saved.header("location")))
        .await
        .text();
    assert!(fresh.contains("value=\"866\" selected"), "{fresh}");
    // A text file has no code page to choose.
    let csv = region.region.organisations_table().write(FileFormat::CsvUtf8).unwrap();
    let path = staged(&operator, "organisations", &csv).await;
    let columns = operator.get(&format!("{path}/columns")).await.text();
    assert!(!columns.contains("dbf_code_page"), "{columns}");
}
