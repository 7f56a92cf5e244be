//! The throw-away cluster really starts, serves copies of a template and goes.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::convert::Infallible;
use std::net::TcpStream;

use sqlx::{Connection, PgConnection};
use testkit::{PostgresCluster, PostgresTemplate, TestDatabase};

static TEMPLATE: PostgresTemplate = PostgresTemplate::new();

async fn fresh() -> TestDatabase {
    TEMPLATE.fresh_database(prepare).await.unwrap()
}

async fn prepare(url: String) -> Result<(), Infallible> {
    let mut connection = PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("CREATE TABLE school (name text NOT NULL); INSERT INTO school VALUES ('Школа № 1')")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    Ok(())
}

async fn schools(database: &TestDatabase) -> i64 {
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM school")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_test_gets_its_own_copy() {
    let first = fresh().await;
    let second = fresh().await;
    let mut connection = PgConnection::connect(first.url()).await.unwrap();
    sqlx::raw_sql("INSERT INTO school VALUES ('Школа № 2')")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(schools(&first).await, 2);
    assert_eq!(schools(&second).await, 1);
}

#[tokio::test]
async fn a_dropped_database_is_gone_even_with_a_connection_open() {
    let database = fresh().await;
    let url = database.url().to_owned();
    let _open = PgConnection::connect(&url).await.unwrap();
    drop(database);
    assert!(PgConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn an_empty_database_holds_nothing() {
    let database = TestDatabase::empty().await.unwrap();
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(tables, 0);
}

#[tokio::test]
async fn a_cluster_goes_with_its_value() {
    let cluster = PostgresCluster::start().unwrap();
    let folder = cluster.folder().to_owned();
    let address = cluster
        .url()
        .split('@')
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .unwrap()
        .to_owned();
    assert!(folder.join("data").exists());
    TcpStream::connect(&address).unwrap();
    drop(cluster);
    assert!(!folder.exists());
    assert!(TcpStream::connect(&address).is_err());
}

#[tokio::test]
async fn a_stranger_without_the_password_stays_out() {
    let cluster = PostgresCluster::start().unwrap();
    let (before, after) = cluster.url().split_once('@').unwrap();
    let (role, _password) = before.rsplit_once(':').unwrap();
    let wrong = format!("{role}:wrong@{after}");
    assert!(PgConnection::connect(&wrong).await.is_err());
}
