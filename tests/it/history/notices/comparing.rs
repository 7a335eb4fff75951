//! What everybody heard and shows, against what Spark says now and what the model says.

use super::{
    Told,
    device::Bell,
    model::Action,
    telling::{Following, HOST, Telling},
};
use crate::harness::{PATIENCE, eventually};
use futures_util::future::join_all;
use proptest::{prop_assert, prop_assert_eq};
use serde_json::{Value, json};
use spark::domain::presence::GRACE;
use std::{collections::BTreeMap, time::Duration};
use tokio::time::timeout;

impl Telling<'_> {
    /// Time goes on. Whoever has come is told of before it does: else they may be gone before they were there.
    pub async fn waits(&self, time: Duration) {
        self.settles().await;
        self.spark.clock.advance(time);
    }

    /// Waits until Spark says of everybody what the model says: who comes and goes is told by the way.
    async fn settles(&self) {
        let asked = self.people.iter().enumerate().map(|(who, person)| {
            format!("u{who}: user(username: \"{}\") {{ status statusText lastSeenAt }}", person.name)
        });
        let query = format!("{{ {} }}", asked.collect::<Vec<_>>().join(" "));
        let now = self.spark.clock.now();
        let looks = (0..self.people.len()).map(|who| (format!("u{who}"), self.world.look(who, now)));
        let expected = Value::Object(looks.collect());
        eventually("everybody's look", async || match self.people[HOST].reads(&query, json!({})).await {
            seen if seen == expected => Ok(()),
            seen => Err((seen, expected.clone())),
        })
        .await;
    }

    /// Something on each channel that comes after all that happened before.
    async fn rings(&mut self) -> Result<Vec<Bell>, proptest::test_runner::TestCaseError> {
        self.rung += 1;
        let status_text = format!("ding {}", self.rung);
        let text = Some(json!(status_text));
        self.acts(Action::SetStatus { who: HOST, status: "ONLINE", text }).await?;
        self.acts(Action::Publish { who: HOST, audience: "EVERYONE" }).await?;
        let (ringer, announcement) = (&self.people[HOST], self.announcements.last().unwrap());
        let ring = async |room| Bell {
            ringer: ringer.id.clone(),
            status_text: status_text.clone(),
            room: String::clone(room),
            seq: ringer.sends(room, "ding").await["seq"].as_i64().unwrap(),
            announcement: announcement.clone(),
        };
        Ok(join_all(self.bells.iter().map(ring)).await)
    }

    pub async fn compares(&mut self) -> Told {
        if let Some(who) = self.coming.take() {
            self.comes(who).await;
        }
        self.settles().await;
        let bells = self.rings().await?;
        let looks: Vec<_> = (0..HOST).map(|who| self.looks(who)).collect();
        let follow = async |Following { device, .. }: &mut Following| {
            device.follows_until(&bells[device.who]).await;
            // Whether it ever does is asked below.
            let _ = timeout(PATIENCE / 2, device.comes_to_show(&looks[device.who])).await;
        };
        join_all(self.devices.iter_mut().map(follow)).await;
        for n in 0..self.devices.len() {
            self.heard_of_people(n)?;
            self.heard_announcements(n)?;
        }
        for who in 0..self.people.len() {
            let query = "{ loginSync { announcements { id } } }";
            let sync = self.people[who].reads(query, json!({})).await;
            let pending: Vec<_> = self.pending(who).iter().map(|id| json!({"id": id})).collect();
            prop_assert_eq!(&sync["loginSync"]["announcements"], &json!(pending), "pending for {}", who);
        }
        Ok(())
    }

    /// Everybody goes, stays away and comes back; what they see then is compared too.
    pub async fn ends(mut self) -> Told {
        self.compares().await?;
        for n in (0..self.devices.len()).rev() {
            self.goes(n).await;
        }
        self.waits(GRACE).await;
        for who in 0..HOST {
            self.comes(who).await;
        }
        self.compares().await
    }

    /// By their ids, how those look with whom somebody shares a room, and they themselves.
    fn looks(&self, who: usize) -> BTreeMap<String, Value> {
        let now = self.spark.clock.now();
        let shown = self.world.circle(who).into_iter().chain([who]);
        shown.map(|other| (self.people[other].id.clone(), self.world.look(other, now))).collect()
    }

    /// The ids of what is pending, oldest first.
    fn pending(&self, who: usize) -> Vec<String> {
        self.world.pending(who).into_iter().map(|which| self.announcements[which].clone()).collect()
    }

    /// A device shows how everybody around looks, and heard nothing of a stranger.
    fn heard_of_people(&mut self, n: usize) -> Told {
        let looks = self.looks(self.devices[n].device.who);
        let device = &mut self.devices[n].device;
        let who = device.who;
        for user in std::mem::take(&mut device.heard) {
            let of = self.people.iter().position(|person| person.id == *user["id"].as_str().unwrap());
            prop_assert!(of.is_some(), "{} heard of somebody of another history: {}", who, user);
            let (status, text) = (user["status"].as_str().unwrap(), user["statusText"].as_str());
            let may = self.world.may_hear(who, of.unwrap(), status, text);
            prop_assert!(may, "{} heard of a stranger: {}", who, user);
        }
        prop_assert_eq!(device.shows(), &looks, "what {} followed, and what is", who);
        Ok(())
    }

    /// A device was told of what is for its user, in order, each once; and what is left of it is what is pending.
    fn heard_announcements(&mut self, n: usize) -> Told {
        let announced = self.world.announced();
        let following = &self.devices[n];
        let device = &following.device;
        let who = device.who;
        let mut last = None;
        let mut told = Vec::new();
        for (id, missed) in &device.told {
            let which = self.announcements.iter().position(|known| known == id);
            prop_assert!(which.is_some(), "{} was told of {}, which is none of this history", who, id);
            let which = which.unwrap();
            prop_assert!(self.world.is_for(which, who), "{} was told of {}, which is not for them", who, which);
            let in_order = last.is_none_or(|(before, was_missed)| before < which && (was_missed || !missed));
            prop_assert!(in_order, "{} was told of {} after {:?}", who, which, last);
            last = Some((which, *missed));
            prop_assert!(which >= following.began || *missed, "{} was told live of {}, which is old", who, which);
            let was_pending = which >= following.began || following.pending.contains(&which);
            prop_assert!(was_pending, "{} was told of {}, which was settled", who, which);
            let was_live = following.live.is_some_and(|live| which >= live);
            prop_assert!(!(was_live && *missed), "{} missed {} while it listened", who, which);
            told.push(which);
        }
        for which in following.live.unwrap_or(announced)..announced {
            let expected = self.world.is_for(which, who);
            prop_assert_eq!(told.contains(&which), expected, "whether {} was told of {}", who, which);
        }
        prop_assert_eq!(&device.pending, &self.pending(who), "what {} holds, and what is pending", who);
        self.devices[n].live.get_or_insert(announced);
        Ok(())
    }
}
