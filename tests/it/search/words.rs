//! What is a word, in any script; the same on both databases. What the tokenizer does with each is told beside it.

use super::finds;
use crate::harness::{Spark, on_both};

on_both! {
    words_of_any_script_are_found;
}

/// A text, what finds it, and what does not.
const TEXTS: [(&str, &[&str], &[&str]); 14] = [
    ("The quick brown FOX", &["fox", "QUICK fox", "fox the", "“fox”!", "ｆｏｘ"], &["fo", "foxes", "fox cat"]),
    ("오늘 회의록을 보냈습니다", &["회의", "회의록", "보냈습니다", "오늘 회의"], &["의회", "회록"]),
    ("抹茶ラテをください", &["茶", "抹茶", "ラテ", "ください"], &["茶抹", "ラレ"]),
    ("我们明天去上海开会", &["上海", "明天", "开会 上海"], &["海上", "北京"]),
    ("ฉันดื่มกาแฟทุกวัน", &["กาแฟ", "ดื่ม"], &["ชา"]),
    ("مُحَمَّد يشرب القهوة", &["محمد", "القهوة"], &["شاي"]),
    ("שָׁלוֹם לכולם", &["שלום"], &["עולם"]),
    ("Приветствую, Ёлка", &["елка", "ПРИВЕТСТВУЮ"], &["привет"]),
    ("हिन्दी में बात", &["हिन्दी", "बात"], &["हिन"]),
    // Composed, and looked for decomposed; and the other way round.
    ("Café Müller", &["cafe\u{301}", "CAFE", "mu\u{308}ller", "muller"], &["caf"]),
    ("Re\u{301}sume\u{301}", &["résumé", "resume"], &["resumes"]),
    ("Straße", &["STRASSE"], &["stra"]),
    (
        "mail ann@bob.example at 3.14",
        &["bob", "example", "ann@bob.example", "3.14", "3,14"],
        &["14", "ann@eve.example"],
    ),
    ("🎉 party 🎉", &["party", "🎉 party"], &["🎉", "🎊"]),
];

async fn words_of_any_script_are_found(spark: Spark) {
    let alice = spark.user("alice").await;
    let room = alice.creates_room("PRIVATE", "Kitchen", &[]).await;
    for (text, ..) in TEXTS {
        alice.sends(&room, text).await;
    }
    for (text, by, not_by) in TEXTS {
        for query in by {
            assert_eq!(finds(&alice, query).await, [text], "{query}");
        }
        for query in not_by {
            assert_eq!(finds(&alice, query).await, super::NOTHING, "{query}");
        }
    }
}
