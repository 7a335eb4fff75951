//! Which file needs which: by what it names, traced to the file that defines it, through whatever hands the name on.

use super::source::{Path, Source, by_module};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// For each file the files that it needs.
pub type Graph<'s> = BTreeMap<&'s str, BTreeSet<&'s str>>;

pub fn graph(sources: &[Source]) -> Graph<'_> {
    let modules = by_module(sources);
    let needs = |source: &Source| {
        let own = source.imports.iter().filter(|it| !it.is_public).map(|it| (&it.inside, &it.path));
        let named = source.paths.iter().map(|(inside, path)| (inside, path));
        let paths = own.chain(named).filter_map(|(inside, path)| source.absolute(inside, path));
        let files = paths.filter_map(|path| defining(&modules, &path, 8));
        files.filter(|file| **file != source.name).collect()
    };
    sources.iter().map(|source| (source.name.as_str(), needs(source))).collect()
}

/// The file that defines what a path names; none when it is a module alone.
fn defining<'s>(modules: &HashMap<Path, &'s Source>, path: &[String], steps: u8) -> Option<&'s str> {
    let mut at = 0;
    while at < path.len() && modules.contains_key(&path[..=at]) {
        at += 1;
    }
    let file = modules.get(&path[..at])?;
    let item = path.get(at)?;
    if steps == 0 || file.items.contains(item) {
        return Some(&file.name);
    }
    let follow = |target: &[String]| {
        let target = file.absolute(&file.module, target)?;
        (target != path).then(|| defining(modules, &target, steps - 1)).flatten()
    };
    let handed_on = file.imports.iter().filter(|it| it.name.as_ref() == Some(item) && it.inside == file.module);
    for import in handed_on {
        // A module under another name: what is asked for stands in it.
        if let Some(found) = follow(&[&import.path[..], &path[at + 1..]].concat()) {
            return Some(found);
        }
    }
    for glob in file.imports.iter().filter(|it| it.name.is_none() && it.is_public) {
        let Some(target) = file.absolute(&file.module, &glob.path) else { continue };
        if modules.get(&target).is_some_and(|file| file.items.contains(item)) {
            return follow(&[&glob.path[..], &path[at..]].concat());
        }
    }
    // What a macro made.
    Some(&file.name)
}

/// Files that need each other in a circle: each group as large as it is.
pub fn circles<'s>(graph: &Graph<'s>) -> Vec<BTreeSet<&'s str>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = graph.keys().map(|file| (*file, reachable(graph, file))).collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for (file, beyond) in &reach {
        if beyond.contains(file) && !found.iter().any(|circle| circle.contains(file)) {
            found.push(beyond.iter().copied().filter(|other| reach[other].contains(file)).collect());
        }
    }
    found
}

/// Everything that a file needs, directly or by others.
fn reachable<'s>(graph: &Graph<'s>, from: &str) -> BTreeSet<&'s str> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        for next in graph.get(file).into_iter().flatten() {
            if found.insert(*next) {
                open.push(next);
            }
        }
    }
    found
}
