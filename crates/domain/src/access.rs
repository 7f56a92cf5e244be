//! Who may do what, where: one table, role × action → reach, and the scope that every list query demands.
//!
//! The table is exhaustive: a new role or action does not compile until its cell is written. A golden file holds the
//! whole matrix (`tests/golden/access.txt`), `vedomost policy dump --json` prints it.

mod actor;

pub use actor::{Actor, Refusal, ResponsibilityOrder, Scope};

use crate::codes::coded;
use crate::organisation::OrganisationKind;

coded! {
    /// What an account does in its organisation.
    Role {
        /// Runs the installation: accounts, settings; sees no results.
        Administrator = "administrator", "администратор";
        /// The ministry's officer: control, decisions on the look-up.
        MinistryOfficer = "ministry-officer", "специалист министерства";
        ProcessingOperator = "processing-operator", "оператор РЦОИ";
        MunicipalClerk = "municipal-clerk", "специалист управления";
        /// Head or deputy of a school, state school or college.
        SchoolOfficer = "school-officer", "ответственный в организации";
        CommissionChair = "commission-chair", "председатель ГЭК";
        CommissionSecretary = "commission-secretary", "секретарь ГЭК";
        AppealsSecretary = "appeals-secretary", "секретарь апелляционной комиссии";
        /// Called in for cases one by one; sees those and nothing else, without names (kuzbass-gia9:rights 6).
        AppealsExpert = "appeals-expert", "эксперт апелляционной комиссии";
    }
}

coded! {
    /// One thing somebody may want to do.
    Action {
        SeeObligations = "see-obligations", "видеть обязательства";
        SeeTerms = "see-terms", "читать сроки";
        Search = "search", "искать";
        SeeOrganisations = "see-organisations", "видеть организации";
        SeeParticipants = "see-participants", "видеть участников";
        /// Applications to sit an exam: names, papers, history.
        SeeApplications = "see-applications", "видеть заявления на экзамены";
        /// Take applications and register whoever filed them (kirov-1497:3.2, 3.4).
        TakeApplications = "take-applications", "принимать заявления на экзамены";
        /// Values of results outside a statement: the history of a result.
        SeeResults = "see-results", "видеть результаты";
        Import = "import", "загружать файлы";
        DeclareProcessing = "declare-processing", "записывать окончание обработки";
        HoldResults = "hold-results", "задерживать результаты";
        /// The desk of the exam commission: what of GIA was received, given, proposed, approved; counts, no values.
        SeeDesk = "see-desk", "видеть стол ГЭК";
        /// Names and values of GIA results before their approval (mordovia-187:3): the commission and РЦОИ.
        ReviewResults = "review-results", "просматривать результаты до утверждения";
        /// The lists of the exam day (mordovia-187:8.1).
        RecordExamDay = "record-exam-day", "вести списки дня экзамена";
        /// Give result statements to the exam commission (mordovia-187:8.1).
        GiveToCommission = "give-to-commission", "передавать ведомости в ГЭК";
        /// Tell the chair, keep inquiries, appeals and rechecks (mordovia-187:9.1).
        KeepMatters = "keep-matters", "вести проверки и апелляции";
        ProposeProtocol = "propose-protocol", "предлагать протокол ГЭК";
        ApproveProtocol = "approve-protocol", "утверждать протокол ГЭК";
        WithdrawProtocol = "withdraw-protocol", "отзывать проект протокола";
        /// Send an approved protocol to РЦОИ (mordovia-187:9.2).
        SendProtocol = "send-protocol", "направлять протокол в РЦОИ";
        /// Cases of appeals in one's reach: names, course, outcome.
        SeeAppeals = "see-appeals", "видеть апелляции";
        FileAppeal = "file-appeal", "принимать апелляции";
        WithdrawAppeal = "withdraw-appeal", "записывать отзыв апелляции";
        /// The commission's acts: preparation, hearing, decision.
        RunAppeals = "run-appeals", "вести апелляции";
        /// The conclusion on a case that was given to this person by name: no other case exists for the action.
        GiveConclusion = "give-conclusion", "давать заключения по апелляциям";
        /// What РЦОИ does for the commission: materials, check of processing, recount.
        PrepareAppeals = "prepare-appeals", "готовить материалы апелляций";
        /// Enter who ordered a recheck and of which works (mordovia-187:8.6; rostov-essay:8.4).
        OrderRecheck = "order-recheck", "вносить решение о перепроверке";
        /// Take applications for a second check of an essay and carry it out (rostov-essay:10.2).
        RecheckEssays = "recheck-essays", "вести повторную проверку сочинений";
        /// That a statement exists, its state and counts.
        ListStatements = "list-statements", "видеть список ведомостей";
        /// The rows of a statement (mordovia-187:3, 8.7, 10.1): responsible persons only.
        OpenStatement = "open-statement", "открывать ведомости";
        HandOverStatement = "hand-over-statement", "передавать ведомости";
        ReceiveStatement = "receive-statement", "подтверждать получение";
        SeeAcquaintance = "see-acquaintance", "видеть ход ознакомления";
        /// Names and marks in a ledger: responsible persons only.
        FillLedger = "fill-ledger", "вести ведомость ознакомления";
        Announce = "announce", "объявлять порядок и график";
        SeeAnnouncements = "see-announcements", "видеть объявления";
        OpenLookup = "open-lookup", "открывать самостоятельный просмотр";
        /// Take the sealed file of open results to a look-up process; nothing in it can be read without that process's key.
        FetchPublication = "fetch-publication", "забирать файл публикации";
        ManageSettings = "manage-settings", "менять настройки";
        ManageCalendar = "manage-calendar", "менять календарь";
        SeeJournal = "see-journal", "читать журнал";
        ManageAccounts = "manage-accounts", "вести учётные записи";
        /// Enter an order that names responsible persons of one's own organisation or below.
        NameResponsiblePersons = "name-responsible-persons", "вносить приказы об ответственных лицах";
    }
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Every organisation of the region.
    Region,
    /// One's own organisation and those directly below it.
    Subtree,
    /// One's own organisation.
    Own,
}

impl Reach {
    /// Word in the matrix and in SQL.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Subtree => "subtree",
            Self::Own => "own",
        }
    }
}

/// Must an order name the person before the permission holds (mordovia-187:3)?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// The appointment is enough.
    Appointment,
    /// Besides the appointment an order in force.
    Order,
}

/// One cell of the table.
pub type Permission = Option<(Reach, Needs)>;

/// The access table. `None`: never.
pub const fn permission(role: Role, action: Action) -> Permission {
    use Needs::{Appointment, Order};
    use Reach::{Own, Region, Subtree};
    match role {
        Role::Administrator => match action {
            Action::SeeTerms => Some((Region, Appointment)),
            Action::SeeOrganisations => Some((Region, Appointment)),
            Action::ManageSettings | Action::ManageCalendar => Some((Region, Appointment)),
            Action::SeeJournal | Action::ManageAccounts => Some((Region, Appointment)),
            Action::FetchPublication => Some((Region, Appointment)),
            Action::NameResponsiblePersons => Some((Region, Appointment)),
            Action::SeeObligations
            | Action::Search
            | Action::SeeParticipants
            | Action::SeeResults
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::ListStatements
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::SeeAcquaintance
            | Action::FillLedger
            | Action::Announce
            | Action::SeeAnnouncements
            | Action::OpenLookup
            | Action::SeeAppeals
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::OrderRecheck
            | Action::GiveConclusion
            | Action::RecheckEssays
            | Action::SeeApplications
            | Action::TakeApplications => None,
        },
        Role::MinistryOfficer => match action {
            Action::OrderRecheck => Some((Region, Order)),
            Action::SeeAppeals => Some((Region, Order)),
            Action::SeeObligations | Action::SeeTerms | Action::Search => Some((Region, Appointment)),
            Action::SeeOrganisations | Action::SeeParticipants => Some((Region, Appointment)),
            Action::ListStatements | Action::SeeAcquaintance | Action::SeeAnnouncements => Some((Region, Appointment)),
            Action::SeeResults => Some((Region, Order)),
            Action::OpenLookup | Action::ManageSettings | Action::ManageCalendar => Some((Region, Appointment)),
            Action::SeeJournal | Action::SeeApplications => Some((Region, Appointment)),
            Action::NameResponsiblePersons => Some((Own, Appointment)),
            Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::FillLedger
            | Action::Announce
            | Action::ManageAccounts
            | Action::FetchPublication
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::GiveConclusion
            | Action::RecheckEssays
            | Action::TakeApplications => None,
        },
        Role::ProcessingOperator => match action {
            Action::TakeApplications => Some((Own, Appointment)),
            Action::OrderRecheck => Some((Region, Order)),
            Action::SeeAppeals | Action::PrepareAppeals => Some((Region, Order)),
            Action::SeeObligations | Action::SeeTerms | Action::Search => Some((Region, Appointment)),
            Action::SeeOrganisations | Action::SeeParticipants => Some((Region, Appointment)),
            Action::ListStatements | Action::SeeAcquaintance | Action::SeeAnnouncements => Some((Region, Appointment)),
            Action::Import => Some((Region, Appointment)),
            Action::SeeResults | Action::DeclareProcessing | Action::HoldResults => Some((Region, Order)),
            Action::OpenStatement | Action::HandOverStatement => Some((Region, Order)),
            Action::SeeDesk => Some((Region, Appointment)),
            Action::ReviewResults | Action::RecordExamDay | Action::GiveToCommission => Some((Region, Order)),
            Action::SeeJournal | Action::SeeApplications => Some((Region, Appointment)),
            Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::ReceiveStatement
            | Action::FillLedger
            | Action::Announce
            | Action::OpenLookup
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::ManageAccounts
            | Action::NameResponsiblePersons
            | Action::FetchPublication
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::GiveConclusion
            | Action::RecheckEssays => None,
        },
        Role::MunicipalClerk => match action {
            Action::SeeApplications => Some((Subtree, Appointment)),
            Action::RecheckEssays => Some((Own, Order)),
            Action::SeeAppeals => Some((Subtree, Order)),
            Action::FileAppeal | Action::WithdrawAppeal => Some((Own, Order)),
            Action::SeeObligations | Action::Search => Some((Subtree, Appointment)),
            Action::SeeTerms => Some((Region, Appointment)),
            Action::SeeOrganisations | Action::SeeParticipants => Some((Subtree, Appointment)),
            Action::ListStatements | Action::SeeAcquaintance | Action::SeeAnnouncements => Some((Subtree, Appointment)),
            Action::SeeResults => Some((Subtree, Order)),
            Action::OpenStatement => Some((Subtree, Order)),
            Action::HandOverStatement | Action::ReceiveStatement | Action::FillLedger => Some((Own, Order)),
            Action::Announce => Some((Own, Appointment)),
            Action::SeeJournal | Action::TakeApplications => Some((Own, Appointment)),
            Action::NameResponsiblePersons => Some((Subtree, Appointment)),
            Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::OpenLookup
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::ManageAccounts
            | Action::FetchPublication
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::GiveConclusion
            | Action::OrderRecheck => None,
        },
        Role::SchoolOfficer => match action {
            Action::SeeAppeals | Action::FileAppeal | Action::WithdrawAppeal => Some((Own, Order)),
            Action::SeeObligations | Action::Search => Some((Own, Appointment)),
            Action::SeeTerms => Some((Region, Appointment)),
            Action::SeeOrganisations | Action::SeeParticipants => Some((Own, Appointment)),
            Action::ListStatements | Action::SeeAcquaintance | Action::SeeAnnouncements => Some((Own, Appointment)),
            Action::SeeResults => Some((Own, Order)),
            Action::OpenStatement | Action::ReceiveStatement | Action::FillLedger => Some((Own, Order)),
            Action::Announce => Some((Own, Appointment)),
            Action::SeeJournal | Action::SeeApplications | Action::TakeApplications => Some((Own, Appointment)),
            Action::HandOverStatement
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::OpenLookup
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::ManageAccounts
            | Action::NameResponsiblePersons
            | Action::FetchPublication
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::OrderRecheck
            | Action::GiveConclusion
            | Action::RecheckEssays => None,
        },
        Role::CommissionChair => match action {
            Action::SeeAppeals => Some((Region, Order)),
            // Their acts belong to GIA; of the essay they see the law only.
            Action::SeeTerms | Action::SeeOrganisations => Some((Region, Appointment)),
            Action::SeeObligations => Some((Own, Appointment)),
            // The look-up of GIA opens by the exam commission's decision (mordovia-187:5).
            Action::OpenLookup => Some((Region, Appointment)),
            Action::SeeDesk | Action::WithdrawProtocol => Some((Region, Appointment)),
            // Of GIA only: `editions_seen`.
            Action::SeeResults => Some((Region, Order)),
            Action::ReviewResults | Action::ApproveProtocol => Some((Region, Order)),
            Action::Search
            | Action::SeeParticipants
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::SendProtocol
            | Action::ListStatements
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::SeeAcquaintance
            | Action::FillLedger
            | Action::Announce
            | Action::SeeAnnouncements
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::SeeJournal
            | Action::ManageAccounts
            | Action::NameResponsiblePersons
            | Action::FetchPublication
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::OrderRecheck
            | Action::GiveConclusion
            | Action::RecheckEssays
            | Action::SeeApplications
            | Action::TakeApplications => None,
        },
        Role::CommissionSecretary => match action {
            Action::OrderRecheck => Some((Region, Order)),
            Action::SeeAppeals => Some((Region, Order)),
            // Their acts belong to GIA; of the essay they see the law only.
            Action::SeeTerms | Action::SeeOrganisations => Some((Region, Appointment)),
            Action::SeeObligations => Some((Own, Appointment)),
            // The look-up of GIA opens by the exam commission's decision (mordovia-187:5).
            Action::OpenLookup => Some((Region, Appointment)),
            Action::SeeDesk | Action::WithdrawProtocol => Some((Region, Appointment)),
            // Of GIA only: `editions_seen`.
            Action::SeeResults => Some((Region, Order)),
            Action::ReviewResults | Action::KeepMatters => Some((Region, Order)),
            Action::ProposeProtocol | Action::SendProtocol => Some((Region, Order)),
            Action::Search
            | Action::SeeParticipants
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::ApproveProtocol
            | Action::ListStatements
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::SeeAcquaintance
            | Action::FillLedger
            | Action::Announce
            | Action::SeeAnnouncements
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::SeeJournal
            | Action::ManageAccounts
            | Action::NameResponsiblePersons
            | Action::FetchPublication
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::GiveConclusion
            | Action::RecheckEssays
            | Action::SeeApplications
            | Action::TakeApplications => None,
        },
        Role::AppealsSecretary => match action {
            // Their acts belong to GIA; of the essay they see the law only.
            Action::SeeTerms | Action::SeeOrganisations => Some((Region, Appointment)),
            Action::SeeObligations => Some((Own, Appointment)),
            Action::SeeAppeals | Action::RunAppeals | Action::WithdrawAppeal => Some((Region, Order)),
            Action::Search
            | Action::SeeParticipants
            | Action::SeeResults
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::FileAppeal
            | Action::PrepareAppeals
            | Action::ListStatements
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::SeeAcquaintance
            | Action::FillLedger
            | Action::Announce
            | Action::SeeAnnouncements
            | Action::OpenLookup
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::SeeJournal
            | Action::ManageAccounts
            | Action::NameResponsiblePersons
            | Action::FetchPublication
            | Action::OrderRecheck
            | Action::GiveConclusion
            | Action::RecheckEssays
            | Action::SeeApplications
            | Action::TakeApplications => None,
        },
        Role::AppealsExpert => match action {
            Action::SeeTerms => Some((Region, Appointment)),
            // A case is found by the account it was given to, never by the organisation.
            Action::GiveConclusion => Some((Own, Order)),
            Action::SeeObligations
            | Action::Search
            | Action::SeeOrganisations
            | Action::SeeParticipants
            | Action::SeeResults
            | Action::Import
            | Action::DeclareProcessing
            | Action::HoldResults
            | Action::SeeDesk
            | Action::ReviewResults
            | Action::RecordExamDay
            | Action::GiveToCommission
            | Action::KeepMatters
            | Action::ProposeProtocol
            | Action::ApproveProtocol
            | Action::WithdrawProtocol
            | Action::SendProtocol
            | Action::SeeAppeals
            | Action::FileAppeal
            | Action::WithdrawAppeal
            | Action::RunAppeals
            | Action::PrepareAppeals
            | Action::OrderRecheck
            | Action::RecheckEssays
            | Action::SeeApplications
            | Action::TakeApplications
            | Action::ListStatements
            | Action::OpenStatement
            | Action::HandOverStatement
            | Action::ReceiveStatement
            | Action::SeeAcquaintance
            | Action::FillLedger
            | Action::Announce
            | Action::SeeAnnouncements
            | Action::OpenLookup
            | Action::FetchPublication
            | Action::ManageSettings
            | Action::ManageCalendar
            | Action::SeeJournal
            | Action::ManageAccounts
            | Action::NameResponsiblePersons => None,
        },
    }
}

/// Which kinds of organisation an account of this role may belong to.
pub const fn role_fits_organisation(role: Role, kind: OrganisationKind) -> bool {
    match role {
        Role::Administrator => matches!(kind, OrganisationKind::Ministry | OrganisationKind::ProcessingCentre),
        Role::MinistryOfficer => matches!(kind, OrganisationKind::Ministry),
        Role::ProcessingOperator => matches!(kind, OrganisationKind::ProcessingCentre),
        Role::MunicipalClerk => matches!(kind, OrganisationKind::MunicipalBody),
        Role::SchoolOfficer => {
            matches!(
                kind,
                OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College
            )
        }
        Role::CommissionChair | Role::CommissionSecretary => {
            matches!(kind, OrganisationKind::ExamCommission)
        }
        Role::AppealsSecretary | Role::AppealsExpert => matches!(kind, OrganisationKind::AppealsCommission),
    }
}

/// The whole table as lines `role action reach needs`, for the golden file and the dump.
pub fn matrix() -> Vec<(Role, Action, Permission)> {
    Role::ALL
        .iter()
        .flat_map(|&role| {
            Action::ALL
                .iter()
                .map(move |&action| (role, action, permission(role, action)))
        })
        .collect()
}
