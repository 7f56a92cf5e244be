//! Two listeners from the first day: staff and public, each with its own router, cookies and host.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::set_up::{FirstSignIn, NewAccount};
use axum::serve::ListenerExt;
use domain::access::Role;
use domain::person_name::PersonName;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use uuid::Uuid;
use web::{CookieSecurity, Staff, WebOptions};

use crate::certificates::{self, TlsConfigs};
use crate::clock::SystemClock;
use crate::configuration::ServeArguments;
use crate::installation::{Opening, open};
use crate::publisher::Publisher;
use crate::secure_listener::SecureListener;
use crate::sweeper;

/// How long requests may take to end once the server is asked to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first administrator signs in under this name.
const ADMINISTRATOR: &str = "administrator";

/// `vedomost serve`.
pub async fn run(arguments: &ServeArguments) -> Result<ExitCode, String> {
    crate::logging::start();
    // First of all: a start that cannot listen, or would listen with a wrong certificate, leaves nothing behind.
    let tls = certificates::of_serve(arguments)?;
    let listeners = Listeners::bind(arguments.listen, arguments.public_listen).await?;
    let app = Arc::new(open(&arguments.installation, Opening::CreateIfNew, Arc::new(SystemClock)).await?);
    let (code, name) = arguments
        .ministry
        .split_once('=')
        .unwrap_or((arguments.ministry.as_str(), "Министерство образования"));
    app.set_up(code.trim(), name.trim())
        .await
        .map_err(|error| error.to_string())?;
    let (code, name) = arguments
        .processing_centre
        .split_once('=')
        .unwrap_or((arguments.processing_centre.as_str(), "РЦОИ"));
    app.set_up_processing_centre(code.trim(), name.trim())
        .await
        .map_err(|error| error.to_string())?;
    app.sweep_orphan_keys().await.map_err(|error| error.to_string())?;
    invite_first_administrator(&app, &staff_address(arguments, &tls)).await?;
    let cookies = if arguments.plain_loopback {
        CookieSecurity::PlainLoopback
    } else {
        CookieSecurity::Secure
    };
    let options = WebOptions {
        cookies,
        allowed_hosts: arguments.hosts.clone(),
        trusted_proxies: arguments.trusted_proxies.clone(),
        demo: None,
    };
    let transport = if arguments.plain_loopback {
        lookup::Transport::Plain
    } else {
        lookup::Transport::Tls
    };
    // The name stands in the directory, which an import may correct; the argument only served the first start.
    let owner = app.ministry_name().await.map_err(|error| error.to_string())?;
    let lookup_options = lookup::LookupOptions {
        trusted_proxies: proxies(&arguments.trusted_proxies),
        transport,
        tls: tls.public.clone(),
        defence: crate::defence::of_installation(&app, &arguments.installation.data_dir)?,
        ..owner.map_or_else(lookup::LookupOptions::default, lookup::LookupOptions::new)
    };
    let publisher = Publisher::start(Arc::clone(&app), &arguments.installation.data_dir).await?;
    say(&format!(
        "Сотрудники: {}\nПросмотр:   {}://{}",
        staff_address(arguments, &tls),
        certificates::scheme(tls.public.as_ref()),
        arguments.public_listen
    ));
    listeners
        .serve(app, options, lookup_options, publisher, tls.staff)
        .await?;
    Ok(ExitCode::SUCCESS)
}

fn staff_address(arguments: &ServeArguments, tls: &TlsConfigs) -> String {
    format!("{}://{}", certificates::scheme(tls.staff.as_ref()), arguments.listen)
}

/// Both listeners, bound before anything is announced.
pub struct Listeners {
    staff: TcpListener,
    public: TcpListener,
    /// From here on a service manager's request to stop is heard, and waits until requests are served.
    terminate: Signal,
}

impl Listeners {
    /// Takes both addresses or none.
    pub async fn bind(staff: SocketAddr, public: SocketAddr) -> Result<Self, String> {
        let bind = async |address: SocketAddr| {
            TcpListener::bind(address).await.map_err(|error| {
                format!(
                    "адрес {address} занят или недоступен ({error}): укажите другой через --listen и --public-listen"
                )
            })
        };
        Ok(Self {
            staff: bind(staff).await?,
            public: bind(public).await?,
            terminate: signal(SignalKind::terminate()).map_err(|error| error.to_string())?,
        })
    }

    /// Serves until the process is asked to stop or the disk fails. Nothing depends on an orderly stop.
    pub async fn serve(
        self,
        app: Arc<App>,
        options: WebOptions,
        lookup_options: lookup::LookupOptions,
        publisher: Arc<Publisher>,
        staff_tls: Option<Arc<ServerConfig>>,
    ) -> Result<(), String> {
        let staff = web::staff_router(Staff::new(Arc::clone(&app), options));
        let published = publisher.published();
        let publishing = tokio::spawn(publisher.run());
        let sweeping = tokio::spawn(sweeper::run(Arc::clone(&app)));
        let stop = watch::Sender::new(false);
        let asked = || {
            let mut watched = stop.subscribe();
            async move {
                let _ = watched.wait_for(|stop| *stop).await;
            }
        };
        let staff = staff.into_make_service_with_connect_info::<SocketAddr>();
        let bare = self.staff;
        let stopped = asked();
        let staff = async move {
            match staff_tls {
                None => axum::serve(bare, staff).with_graceful_shutdown(stopped).await,
                Some(tls) => {
                    // Tapped with nothing: that is how addresses of visitors reach the router from a listener of our own.
                    let secure = SecureListener::over(bare, tls)?.tap_io(|_| {});
                    axum::serve(secure, staff).with_graceful_shutdown(stopped).await
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let public = lookup::serve_on_threads(self.public, published, lookup_options, threads, asked());
        let both = async { tokio::try_join!(staff, public) };
        tokio::pin!(both);
        let why = tokio::select! {
            ended = &mut both => return ended.map(|_| ()).map_err(|error| error.to_string()),
            () = asked_to_stop(self.terminate) => None,
            () = app.files.unconfirmed() => Some(
                "Диск не подтвердил запись. Сервер остановлен, чтобы не потерять данные: проверьте диск и запустите снова",
            ),
        };
        publishing.abort();
        sweeping.abort();
        stop.send_replace(true);
        // Requests that were begun end; one that does not is cut, as by a power cut, and leaves nothing half done.
        let _ = tokio::time::timeout(PATIENCE, both).await;
        app.store.close().await;
        why.map_or(Ok(()), |why| Err(why.to_owned()))
    }
}

/// Single addresses of proxies as the look-up wants them.
pub fn proxies(addresses: &[IpAddr]) -> Vec<lookup::IpNet> {
    addresses.iter().copied().map(lookup::IpNet::from).collect()
}

/// Returns when the operator presses Ctrl-C or the service manager asks.
pub async fn asked_to_stop(mut terminate: Signal) {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// An installation nobody can sign in to prints a one-time link for its first administrator: at every start until the link
/// is used, because the last one may have been lost or have run out.
async fn invite_first_administrator(app: &App, address: &str) -> Result<(), String> {
    let id = match app.first_sign_in().await.map_err(|error| error.to_string())? {
        FirstSignIn::Done => return Ok(()),
        FirstSignIn::Awaited(id) => id,
        FirstSignIn::NobodyEntered => enter_first_administrator(app).await?,
    };
    let token = app.invite_on_first_start(id).await.map_err(|error| error.to_string())?;
    say(&format!(
        "Первый администратор, логин {ADMINISTRATOR}; ссылка на один раз:\n{address}/invitation/{token}"
    ));
    Ok(())
}

async fn enter_first_administrator(app: &App) -> Result<Uuid, String> {
    let name = PersonName::parse("Администратор", "Первый", None).map_err(|error| error.to_string())?;
    let organisation = app.root_organisation().await.map_err(|error| error.to_string())?;
    let account = NewAccount {
        name,
        login: ADMINISTRATOR.to_owned(),
        role: Role::Administrator,
        organisation,
        position: "администратор".to_owned(),
        password_hash: None,
    };
    app.enter_first_account(&account)
        .await
        .map_err(|error| error.to_string())
}

/// Prints for the person at the terminal.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}
