//! The program ends TLS itself: a wrong pair stops the start, a renewed one is taken up while requests run, a broken one is
//! refused and the old one goes on; whoever drags out a handshake is let go; publications are pulled over it (E1, E3).

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use app::api_tokens::TokenInput;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::client::Resumption;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use storage::keys::DataState;
use testkit::{RunningProgram, free_port};

use crate::publication::key_of;
use crate::support::folders::Folders;
use crate::support::server::{PATIENCE, Server, run, vedomost, words_of};
use crate::{Engine, Installation, request};

/// A renewed certificate is in use within two looks at its files; the machine of the tests is busy.
const SOON: Duration = Duration::from_secs(60);
/// Handshakes that are dragged out at one listener, and how long they may take.
const SLOW: usize = 300;
const LET_GO: Duration = Duration::from_secs(40);

/// An authority made up for one test, and the two files of the server it signs for.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: PathBuf,
    chain: PathBuf,
    key: PathBuf,
    client: Arc<ClientConfig>,
}

impl Authority {
    fn made(folders: &Folders) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let file = |name: &str| folders.root().join(name);
        let one = Self {
            issuer: Issuer::new(params, key),
            root: file("root.pem"),
            chain: file("chain.pem"),
            key: file("key.pem"),
            client: client(certificate.der().clone()),
        };
        std::fs::write(&one.root, certificate.pem()).unwrap();
        one.renew();
        one
    }

    fn pair(&self) -> (String, String) {
        let params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// A new pair in the place of the old one, first one file, then the other; the certificate is returned.
    fn renew(&self) -> CertificateDer<'static> {
        let (certificate, key) = self.pair();
        self.put(&certificate, &key);
        CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()
    }

    fn put(&self, certificate: &str, key: &str) {
        for (path, text) in [(&self.key, key), (&self.chain, certificate)] {
            let beside = path.with_extension("new");
            std::fs::write(&beside, text).unwrap();
            std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o600)).unwrap();
            std::fs::rename(&beside, path).unwrap();
        }
    }

    fn arguments(&self) -> [String; 4] {
        let text = |path: &PathBuf| path.display().to_string();
        [
            "--tls-certificate".to_owned(),
            text(&self.chain),
            "--tls-key".to_owned(),
            text(&self.key),
        ]
    }

    fn serve(&self, folders: &Folders) -> Server {
        let own = self.arguments();
        let arguments: Vec<&str> = ["serve"].into_iter().chain(own.iter().map(String::as_str)).collect();
        Server::start(&arguments, folders)
    }

    /// A page over a connection of its own, and the certificate that was shown.
    fn get(&self, authority: &str, path: &str) -> io::Result<(String, CertificateDer<'static>)> {
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.client), name).map_err(io::Error::other)?;
        let tcp = TcpStream::connect(authority)?;
        tcp.set_read_timeout(Some(SOON))?;
        let mut stream = StreamOwned::new(connection, tcp);
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let shown = stream.conn.peer_certificates().and_then(|chain| chain.first()).unwrap();
        Ok((answer, shown.clone().into_owned()))
    }

    /// Asks until the page holds the words.
    fn wait_for_words(&self, authority: &str, words: &str) {
        let until = Instant::now() + SOON;
        loop {
            let (page, _) = self.get(authority, "/").unwrap();
            if page.contains(words) {
                return;
            }
            assert!(Instant::now() < until, "«{words}» did not come: {page}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn client(root: CertificateDer<'static>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A resumed session shows the certificate it began with.
    config.resumption = Resumption::disabled();
    Arc::new(config)
}

#[test]
fn e1_a_start_with_a_wrong_pair_is_refused_and_leaves_nothing_behind() {
    let folders = Folders::empty();
    let authority = Authority::made(&folders);
    let (certificate, _) = authority.pair();
    let (_, foreign) = authority.pair();
    authority.put(&certificate, &foreign);
    let own = authority.arguments();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let output = run(&[&["serve"], own.as_slice()].concat(), &folders);
    assert_eq!(output.status.code(), Some(2), "{}", words_of(&output));
    assert!(words_of(&output).contains("не от сертификата"), "{}", words_of(&output));
    assert!(!folders.data().join("vedomost.sqlite").exists());

    authority.renew();
    std::fs::set_permissions(&authority.key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let output = run(&[&["serve"], own.as_slice()].concat(), &folders);
    assert_eq!(output.status.code(), Some(2), "{}", words_of(&output));
    assert!(words_of(&output).contains("слишком широки"), "{}", words_of(&output));
}

#[test]
fn e1_a_certificate_is_renewed_without_a_failed_request_and_a_broken_one_is_not_taken() {
    let folders = Folders::empty();
    let authority = Authority::made(&folders);
    let mut server = authority.serve(&folders);
    let listeners = [server.staff.clone(), server.public.clone()];
    for address in &listeners {
        let (page, _) = authority.get(address, "/").unwrap();
        assert!(page.contains("strict-transport-security: max-age="), "{page}");
        let mut plain = TcpStream::connect(address).unwrap();
        plain.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        let mut told = String::new();
        plain.read_to_string(&mut told).unwrap();
        assert!(told.starts_with("HTTP/1.1 400 ") && told.contains("https://"), "{told}");
        assert!(!told.contains("Ведомость"), "a page came over plain HTTP: {told}");
    }

    let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for address in &listeners {
            let (authority, stop, answered) = (&authority, &stop, &answered);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let (page, _) = authority.get(address, "/").unwrap();
                    assert!(page.starts_with("HTTP/1.1 "), "{page}");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let mut fresh = authority.renew();
        for address in &listeners {
            let until = Instant::now() + SOON;
            while authority.get(address, "/").unwrap().1 != fresh {
                assert!(
                    Instant::now() < until,
                    "the renewed certificate is not in use at {address}"
                );
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        let (certificate, _) = authority.pair();
        let (_, foreign) = authority.pair();
        authority.put(&certificate, &foreign);
        let line = server.program.wait_for_line("работает прежний", SOON).unwrap();
        assert!(line.contains("не от сертификата"), "{line}");
        for address in &listeners {
            assert_eq!(authority.get(address, "/").unwrap().1, fresh, "the old one goes on");
        }
        fresh = authority.renew();
        let until = Instant::now() + SOON;
        while authority.get(&server.public, "/").unwrap().1 != fresh {
            assert!(Instant::now() < until, "a good pair after a broken one is not in use");
            std::thread::sleep(Duration::from_millis(100));
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) > 20, "requests ran meanwhile");
}

#[test]
fn e3_slow_handshakes_stop_nobody_and_are_let_go() {
    let folders = Folders::empty();
    let authority = Authority::made(&folders);
    let server = authority.serve(&folders);
    for address in [&server.staff, &server.public] {
        // Half of them say nothing, the others begin a handshake.
        let began = Instant::now();
        let slow: Vec<TcpStream> = (0..SLOW)
            .map(|place| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.set_read_timeout(Some(LET_GO)).unwrap();
                if place % 2 == 0 {
                    stream.write_all(&[22, 3, 1]).unwrap();
                }
                stream
            })
            .collect();
        let asked = Instant::now();
        let (page, _) = authority.get(address, "/").unwrap();
        assert!(page.starts_with("HTTP/1.1 "), "{page}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
        for mut stream in slow {
            match stream.read(&mut [0; 16]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
                Err(error) => panic!("not let go after {:?}: {error}", began.elapsed()),
            }
        }
        assert!(began.elapsed() < LET_GO, "{:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e3_a_publication_is_pulled_over_https_and_served_over_it() {
    let one = Installation::released(Engine::Sqlite).await;
    one.decide().await;
    let token = one.token_of_a_puller().await;
    let authority = Authority::made(&one.folders);
    let main = authority.serve(&one.folders);
    let key = key_of(&one.folders);
    let pull = |name: &str, root: Option<&PathBuf>| {
        let port = free_port().unwrap();
        let mut command = vedomost();
        command.args(["lookup", "--every", "1", "--from", &format!("https://{}", main.staff)]);
        command.arg("--token-file").arg(&token).arg("--key-file").arg(&key);
        command.arg("--data-dir").arg(one.folders.root().join(name));
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        command.args(authority.arguments());
        if let Some(root) = root {
            command.arg("--root-certificate").arg(root);
        }
        let program = RunningProgram::start(command).unwrap();
        (program, format!("localhost:{port}"))
    };
    let (mut trusting, address) = pull("trusting", Some(&authority.root));
    trusting.wait_for_line("Просмотр: https://", PATIENCE).unwrap();
    authority.wait_for_words(&address, "№\u{a0}3");

    // Another authority's root does not help.
    let foreign = Folders::empty();
    let stranger = Authority::made(&foreign);
    let (mut distrustful, _) = pull("distrustful", Some(&stranger.root));
    distrustful.wait_for_line("invalid peer certificate", PATIENCE).unwrap();
    assert!(!one.folders.root().join("distrustful").join("publication").exists());
}

impl Installation {
    /// A file with a token that may fetch publications.
    async fn token_of_a_puller(&self) -> PathBuf {
        self.at("2026-12-16T18:00");
        let app = self.app(DataState::Existing).await;
        let input = TokenInput {
            purpose: "fetch-publication".to_owned(),
            system_name: "узел просмотра".to_owned(),
            last_day: "31.12.2026".to_owned(),
        };
        let issued = app
            .issue_token(&request(&app, self.administrator).await, self.administrator, &input)
            .await
            .unwrap();
        let path = self.folders.root().join("token");
        std::fs::write(&path, issued.token + "\n").unwrap();
        path
    }
}
