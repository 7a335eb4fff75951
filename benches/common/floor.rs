//! The floor: an axum server that speaks just enough of the protocol to be measured by the same clients, and sends a ready
//! frame to every socket. The least that delivering can cost.

use axum::{
    Router,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes, WebSocket},
    },
    response::Response,
    routing::{get, post},
};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast;

/// Set for a process that is to be the floor.
pub const VARIABLE: &str = "SPARK_BENCH_FLOOR";

/// Serves until it is killed: `POST /send` sends its body as a text to every socket.
pub async fn serve() {
    let (frames, _) = broadcast::channel::<Utf8Bytes>(4_096);
    let app = Router::new().route("/graphql", get(upgrade)).route("/send", post(send)).with_state(frames);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    axum::serve(listener, app).await.unwrap();
}

async fn send(State(frames): State<broadcast::Sender<Utf8Bytes>>, body: String) {
    let _ = frames.send(body.into());
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
