//! What a file of src is made of, read with `syn`: which paths it names, what it defines, and through whose fields it reaches.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use syn::{Expr, File, Item, Member, UseTree, Visibility, punctuated::Punctuated, visit::Visit};

/// Names that stand for a path from the crate's root on.
pub type Path = Vec<String>;

/// A file without its tests.
#[derive(Default)]
pub struct Source {
    /// `src/store/mod.rs`.
    pub name: String,
    /// Its text without comments, for what is looked for by its words.
    pub code: String,
    pub lines: usize,
    /// `["store"]`.
    pub module: Path,
    /// Modules that it has in files of their own.
    pub children: HashSet<String>,
    /// What it defines by itself: types, functions, macros. What macros make is not seen.
    pub items: HashSet<String>,
    /// Its structs, enums and traits, wherever in it they stand.
    pub types: Vec<String>,
    /// The fields of its structs.
    pub fields: HashSet<String>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// Every path in it, with the module in which it stands: as it is written.
    pub paths: Vec<(Path, Path)>,
    /// Every run of fields: what it begins with, and their names.
    pub chains: Vec<Chain>,
}

/// `use path as name`; a glob has no name.
pub struct Import {
    pub name: Option<String>,
    pub path: Path,
    /// A name for others: by itself this file needs nothing of it.
    pub is_public: bool,
    /// In which module of the file.
    pub inside: Path,
}

/// `self.a.b.c`.
#[derive(Debug, PartialEq)]
pub struct Chain {
    pub of_self: bool,
    pub fields: Vec<String>,
}

impl Source {
    /// Reads the text of a file.
    pub fn read(name: &str, text: &str) -> Self {
        let file: File = syn::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        // Tests are the last thing in a file.
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let source = Self {
            name: name.to_owned(),
            code: code.join("\n"),
            lines: text.lines().count(),
            module: module_of(name),
            ..Self::default()
        };
        let mut reader = Reader { inside: source.module.clone(), source };
        reader.visit_file(&file);
        reader.source
    }

    /// The module at the crate's root that it belongs to; of the root's own files, `lib` and `main`.
    pub fn layer(&self) -> &str {
        let path = self.name.trim_start_matches("src/");
        path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Everything in the crate that it names, from the root on.
    pub fn names(&self) -> impl Iterator<Item = Path> {
        let imports = self.imports.iter().map(|it| (&it.inside, &it.path));
        let paths = self.paths.iter().map(|(inside, path)| (inside, path));
        imports.chain(paths).filter_map(|(inside, path)| self.absolute(inside, path))
    }

    /// A path as it is written in a module, from the crate's root on; none when it leads out of the crate.
    pub fn absolute(&self, inside: &[String], path: &[String]) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        let base: Path = match first.as_str() {
            "crate" => Vec::new(),
            "self" => inside.to_vec(),
            "super" => {
                let above = inside.split_last()?.1;
                return match rest.first().map(String::as_str) {
                    Some("super") => self.absolute(above, rest),
                    _ => Some([above, rest].concat()),
                };
            }
            child if inside == self.module && self.children.contains(child) => [inside, &path[..1]].concat(),
            name => {
                let named = |it: &&Import| it.name.as_deref() == Some(name) && it.inside == inside;
                let import = self.imports.iter().find(named)?;
                // `use name;` and `use name::name;` name what is outside.
                if import.path.first() == Some(first) {
                    return None;
                }
                self.absolute(inside, &import.path)?
            }
        };
        Some([&base, rest].concat())
    }
}

/// `src/store/engine/tx.rs` is `store::engine::tx`, `src/store/mod.rs` is `store`, `src/lib.rs` the root.
fn module_of(name: &str) -> Path {
    let path = name.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').filter(|part| !["lib", "main"].contains(part)).map(str::to_owned).collect()
}

struct Reader {
    inside: Path,
    source: Source,
}

impl Reader {
    fn path(&mut self, path: Path) {
        if !path.is_empty() {
            self.source.paths.push((self.inside.clone(), path));
        }
    }

    fn import(&mut self, tree: &UseTree, prefix: &mut Path, is_public: bool) {
        let mut add = |name: Option<String>, path: Path| {
            let inside = self.inside.clone();
            self.source.imports.push(Import { name, path, is_public, inside });
        };
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(&path.tree, prefix, is_public);
                prefix.pop();
            }
            UseTree::Name(name) if name.ident == "self" => add(prefix.last().cloned(), prefix.clone()),
            UseTree::Name(name) => add(Some(name.ident.to_string()), [&prefix[..], &[name.ident.to_string()]].concat()),
            UseTree::Rename(rename) => {
                add(Some(rename.rename.to_string()), [&prefix[..], &[rename.ident.to_string()]].concat());
            }
            UseTree::Glob(_) => add(None, prefix.clone()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, prefix, is_public)),
        }
    }

    /// What stands in a macro has no form of its own: its paths and runs of fields are read from the words.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |n: usize, c: char| matches!(tokens.get(n), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        let word = |n: usize| match tokens.get(n) {
            Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
            _ => None,
        };
        let mut n = 0;
        while n < tokens.len() {
            match &tokens[n] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(_) => {
                    let (mut path, is_path) = (vec![word(n).unwrap_or_default()], !(n > 0 && is(n - 1, '.')));
                    while is(n + 1, ':') && is(n + 2, ':') && word(n + 3).is_some() {
                        path.extend(word(n + 3));
                        n += 3;
                    }
                    let of_self = path == ["self"];
                    let mut fields = Vec::new();
                    while is_path && is(n + 1, '.') && word(n + 2).is_some() && !is_called(&tokens, n + 3) {
                        fields.extend(word(n + 2));
                        n += 2;
                    }
                    if is_path {
                        self.path(path);
                    }
                    if !fields.is_empty() {
                        self.source.chains.push(Chain { of_self, fields });
                    }
                }
                // `#[serde(with = "crate::…")]`.
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    if let Some(path) = text.trim_matches('"').strip_prefix("crate::") {
                        self.path(["crate"].into_iter().chain(path.split("::")).map(str::to_owned).collect());
                    }
                }
                TokenTree::Punct(_) => {}
            }
            n += 1;
        }
    }
}

fn is_called(tokens: &[TokenTree], n: usize) -> bool {
    matches!(tokens.get(n), Some(TokenTree::Group(group)) if group.delimiter() == proc_macro2::Delimiter::Parenthesis)
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| {
        it.path().is_ident("cfg") && it.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// What an item is called, and whether it is a test.
fn head(item: &Item) -> (Option<&syn::Ident>, bool) {
    match item {
        Item::Const(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Enum(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Fn(it) => (Some(&it.sig.ident), is_test(&it.attrs)),
        Item::Macro(it) => (it.ident.as_ref(), is_test(&it.attrs)),
        Item::Static(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Struct(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Trait(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Type(it) => (Some(&it.ident), is_test(&it.attrs)),
        Item::Impl(it) => (None, is_test(&it.attrs)),
        Item::Mod(it) => (None, is_test(&it.attrs)),
        Item::Use(it) => (None, is_test(&it.attrs)),
        _ => (None, false),
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let (name, is_test) = head(item);
        if is_test {
            return;
        }
        if self.inside == self.source.module {
            self.source.items.extend(name.map(ToString::to_string));
        }
        if matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Trait(_)) {
            self.source.types.extend(name.map(ToString::to_string));
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        if module.content.is_none() {
            self.source.children.insert(module.ident.to_string());
            return;
        }
        self.inside.push(module.ident.to_string());
        syn::visit::visit_item_mod(self, module);
        self.inside.pop();
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        let is_public = !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, &mut Vec::new(), is_public);
    }

    fn visit_item_struct(&mut self, item: &syn::ItemStruct) {
        self.source.fields.extend(item.fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string));
        syn::visit::visit_item_struct(self, item);
    }

    fn visit_impl_item(&mut self, item: &syn::ImplItem) {
        if !matches!(item, syn::ImplItem::Fn(method) if is_test(&method.attrs)) {
            syn::visit::visit_impl_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        // `::name` is outside.
        if path.leading_colon.is_none() {
            self.path(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
        syn::visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, called: &syn::Macro) {
        self.visit_path(&called.path);
        // Most macros are given expressions, in which what is called is told from what is a field.
        match called.parse_body_with(Punctuated::<Expr, syn::Token![,]>::parse_terminated) {
            Ok(arguments) => arguments.iter().for_each(|it| self.visit_expr(it)),
            Err(_) => self.tokens(called.tokens.clone()),
        }
    }

    fn visit_expr_field(&mut self, last: &syn::ExprField) {
        let (mut fields, mut of) = (vec![&last.member], &*last.base);
        while let Expr::Field(field) = of {
            fields.push(&field.member);
            of = &field.base;
        }
        let names = fields.into_iter().rev().filter_map(|field| match field {
            Member::Named(name) => Some(name.to_string()),
            Member::Unnamed(_) => None,
        });
        let of_self = matches!(of, Expr::Path(path) if path.path.is_ident("self"));
        self.source.chains.push(Chain { of_self, fields: names.collect() });
        self.visit_expr(of);
    }
}

/// Files by what they are called as modules.
pub fn by_module(sources: &[Source]) -> HashMap<Path, &Source> {
    sources.iter().map(|source| (source.module.clone(), source)).collect()
}
