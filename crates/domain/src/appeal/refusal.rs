//! Why an act of a case is refused, in words for who tried it.

use crate::access::Role;
use crate::appeal::{CaseState, Claim};

/// A step the rules do not allow. The clause stands beside it on the page: it is the clause of the region's appeals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    #[error("этого в деле не делает {role}", role = .0.russian())]
    NotForThisRole(Role),
    #[error("апелляция сейчас «{state}», а это делают, пока она «{needed}». Обновите страницу", state = .state.russian(), needed = .needed.russian())]
    WrongState { state: CaseState, needed: CaseState },
    #[error("апелляция «{state}»: отозвать её можно только до решения", state = .0.russian())]
    AlreadyDecided(CaseState),
    #[error("это уже сделано. Обновите страницу")]
    DoneAlready,
    #[error("так делают только с апелляцией о баллах")]
    OnlyOfScores,
    #[error("так делают только с апелляцией о нарушении порядка")]
    OnlyOfProcedure,
    #[error("материалы у РЦОИ не запрошены. Сначала комиссия их запрашивает")]
    MaterialsNotAsked,
    #[error("материалов РЦОИ ещё нет. Дождитесь их: без них работу не проверить")]
    MaterialsNotGiven,
    #[error(
        "не сказано, кто проверял работу. Назовите экспертов по протоколам проверки: без этого привлечь эксперта нельзя"
    )]
    MarkersNotNamed,
    #[error("эксперт уже дал заключение. Обновите страницу")]
    ConclusionGiven,
    #[error("эксперт не привлечён. Сначала привлеките эксперта")]
    NoExpert,
    #[error("не известно, кто проверял эту работу: привлечь можно только того, о ком известно, что он её не проверял")]
    MarkersUnknown,
    #[error("этот эксперт проверял эту работу. Привлеките другого: заключение даёт тот, кто её не проверял")]
    ExpertMarkedThisWork,
    #[error("этот эксперт работает в организации участника. Привлеките другого")]
    ExpertOfTheSchool,
    #[error("этот эксперт — по другому предмету. Привлеките эксперта предмета работы")]
    ExpertOfAnotherSubject,
    #[error("этот эксперт больше не привлекается. Выберите другого")]
    ExpertEnded,
    #[error("эксперт ответил однозначно: разработчиков КИМ спрашивают только тогда, когда однозначного ответа нет")]
    AnswerIsClear,
    #[error("разработчиков КИМ не спрашивали")]
    DevelopersNotAsked,
    #[error("эксперт не дал однозначного ответа, а ответа разработчиков КИМ нет. Запросите его или дождитесь")]
    DevelopersSilent,
    #[error("«{ground}» комиссия рассматривает: отказать в рассмотрении нельзя", ground = .0.russian())]
    IsConsidered(Claim),
    #[error("в апелляции есть и то, что комиссия рассматривает: {claim}. Отказать в рассмотрении нельзя", claim = .0.russian())]
    SomethingIsConsidered(Claim),
    #[error("в апелляции только то, чего комиссия не рассматривает. Откажите в рассмотрении: назначать нечего")]
    NothingToConsider,
    #[error("это время занято другой апелляцией. Выберите другое")]
    SlotTaken,
    #[error("это выходной день. Назначьте рассмотрение на рабочий день")]
    HearingOnDayOff,
    #[error(
        "до этого дня извещение уже не успеет: о времени и месте извещают не позже чем за рабочий день. Назначьте позже"
    )]
    TooSoonForNotice,
    #[error("к этому дню срок рассмотрения истечёт. Назначьте раньше")]
    AfterTheTerm,
    #[error("извещение не вручено. Сначала известите о времени и месте")]
    NoticeNotGiven,
    #[error("не проверено, верно ли обработана работа. Дождитесь проверки РЦОИ")]
    ProcessingNotChecked,
    #[error("заключения эксперта нет. Рассматривать можно после него")]
    NoConclusion,
    #[error("рассмотрение ещё не началось: назначено позже")]
    BeforeTheSlot,
    #[error(
        "участнику нет 14 лет: подтверждает он в присутствии родителя. Отметьте, что родитель присутствовал, или запишите, что участник не приходил"
    )]
    UnderFourteenAlone,
    #[error("дата рождения участника неизвестна: пригласите родителя или внесите дату")]
    AgeUnknown,
    #[error(
        "участник присутствовал, но не подтвердил письменно, что показанные материалы — его. Без подтверждения или отказа рассмотрение не записать"
    )]
    NotConfirmed,
    #[error("никто не пришёл, а отмечено подтверждение. Снимите отметку")]
    ConfirmedByNobody,
    #[error(
        "на заседании {present} из {members} членов комиссии, а для решения нужно не меньше {needed}. Решение не записано"
    )]
    NoQuorum {
        present: usize,
        members: usize,
        needed: usize,
    },
    #[error("среди решающих — член комиссии из организации участника: он не голосует. Уберите отметку")]
    MemberOfTheSchool,
    #[error("голосов {votes}, а присутствует {present}: проголосовать должны все присутствующие")]
    VotesDoNotSum { votes: usize, present: usize },
    #[error("за решение — {votes_for}, против — {against}: такое решение не принято")]
    NotCarried { votes_for: usize, against: usize },
    #[error("решение отклонить, а баллы изменены. Удовлетворите апелляцию или верните прежние баллы")]
    RejectedWithChange,
    #[error("апелляцию подало уполномоченное лицо: приложите скан доверенности и передайте снова")]
    PowerOfAttorneyNotScanned,
    #[error("заявку на показ КИМ принимают до конца срока подачи апелляции, а он прошёл")]
    TasksAskedTooLate,
    #[error("заявка раньше официального дня объявления: проверьте день")]
    TasksAskedTooEarly,
    #[error("день и время заявки ещё не наступили")]
    TasksAskedInFuture,
    #[error("решение не меняет баллов: пересчитывать нечего")]
    NothingToRecount,
}
