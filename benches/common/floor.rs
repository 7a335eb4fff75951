//! The floor: an axum server that speaks just enough of the protocol to be measured by the same clients. It sends a ready
//! frame to every socket: the least that delivering can cost. It answers a query with what the same statements read: the
//! least that a query can cost.

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{
        DefaultBodyLimit, Path, State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes, WebSocket},
    },
    http::{HeaderMap, header},
    response::Response,
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{SqlitePool, sqlite::SqlitePoolOptions};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt},
    sync::broadcast,
};

/// Set for a process that is to be the floor, to the address of the database that it reads, if any.
pub const VARIABLE: &str = "SPARK_BENCH_FLOOR";

/// Serves until it is killed: `POST /send` sends its body as a text to every socket, `POST /viewer` answers who asks.
pub async fn serve(database: &str) {
    let (frames, _) = broadcast::channel::<Utf8Bytes>(4_096);
    let mut app = Router::new().route("/graphql", get(upgrade)).route("/send", post(send)).with_state(frames);
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let files = get(read_file).put(write_file).layer(DefaultBodyLimit::disable());
    app = app.merge(Router::new().route("/files/{n}", files).with_state(folder));
    if !database.is_empty() {
        let pool = SqlitePoolOptions::new().max_connections(8).connect(database).await.unwrap();
        app = app.merge(Router::new().route("/viewer", post(viewer)).with_state(pool));
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    axum::serve(listener, app).await.unwrap();
}

/// Streams a body to a file: the least that an upload can cost.
async fn write_file(State(folder): State<Arc<TempDir>>, Path(n): Path<usize>, body: Body) {
    let mut file = File::create(folder.path().join(n.to_string())).await.unwrap();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        file.write_all(&piece.unwrap()).await.unwrap();
    }
    file.flush().await.unwrap();
}

/// Streams a file, in pieces of 64 KiB.
async fn read_file(State(folder): State<Arc<TempDir>>, Path(n): Path<usize>) -> Body {
    let file = File::open(folder.path().join(n.to_string())).await.unwrap();
    Body::from_stream(futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; 64 * 1024];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((Bytes::from(piece), file)))
    }))
}

async fn send(State(frames): State<broadcast::Sender<Utf8Bytes>>, body: String) {
    let _ = frames.send(body.into());
}

/// What `{ viewer { id } }` needs: the session of the token, then the user in a transaction, so that an answer shows one moment.
async fn viewer(State(pool): State<SqlitePool>, headers: HeaderMap, Json(request): Json<Value>) -> Json<Value> {
    assert!(request["query"].is_string());
    let token = headers[header::AUTHORIZATION].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let session = sqlx::query_as("SELECT user_id FROM sessions WHERE token_hash = $1 AND expires_at > 0");
    let (user,): (i64,) = session.bind(BASE64URL_NOPAD.encode(&Sha256::digest(token))).fetch_one(&pool).await.unwrap();
    let mut snapshot = pool.begin().await.unwrap();
    let account = sqlx::query_as("SELECT id, username, display_name FROM users WHERE id = $1");
    let account: (i64, String, String) = account.bind(user).fetch_one(&mut *snapshot).await.unwrap();
    snapshot.rollback().await.unwrap();
    Json(json!({"data": {"viewer": {"id": account.0.to_string()}}}))
}

async fn upgrade(State(frames): State<broadcast::Sender<Utf8Bytes>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .protocols(["graphql-transport-ws"])
        .read_buffer_size(4096)
        .on_upgrade(move |socket| serve_socket(socket, frames.subscribe()))
}

async fn serve_socket(socket: WebSocket, mut frames: broadcast::Receiver<Utf8Bytes>) {
    let (mut sink, mut stream) = socket.split();
    loop {
        tokio::select! {
            message = stream.next() => {
                let Some(Ok(Message::Text(text))) = message else { return };
                let answer = if text.contains("connection_init") {
                    r#"{"type":"connection_ack"}"#
                } else if text.contains("subscribe") {
                    r#"{"type":"next","id":"0","payload":{"data":{"x":{"__typename":"StreamReady"}}}}"#
                } else {
                    continue;
                };
                if sink.send(Message::text(answer)).await.is_err() {
                    return;
                }
            }
            frame = frames.recv() => {
                let Ok(frame) = frame else { return };
                if sink.send(Message::Text(frame)).await.is_err() {
                    return;
                }
            }
        }
    }
}
