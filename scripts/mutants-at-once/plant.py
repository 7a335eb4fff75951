"""Plants wrong lines, as cargo-mutants lists them, into a source, each behind a switch: `a < b` becomes
`if on(7) { a <= b } else { a < b }`. Comments around what was planted say of which line it is."""

import re
from collections import defaultdict

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
FIELDS = ("field_initializer", "shorthand_field_initializer")
LETS = ("let_condition", "let_chain")
MARK = re.compile(rb"/\*(<)?(\d+)(>)?\*/")


def plant(source, mutants):
    """The source with these mutants, by number; and the numbers of those that have a place in it."""
    planter = Planter(source, mutants)
    planter.place(planter.root)
    planter.place_in_bodies()
    root = planter.root
    text = source[: root.start_byte] + planter.render(root) + source[root.end_byte :]
    return text, planter.placed


def planted_at(text, start, end):
    """The number of the innermost mutant around these bytes of a planted source, if there is one."""
    begun, around = defaultdict(list), []
    for mark in MARK.finditer(text):
        number = int(mark[2])
        if mark[1]:
            begun[number].append(mark.start())
        elif begun[number]:
            around.append((begun[number].pop(), mark.end(), number))
    around = [(b - a, number) for a, b, number in around if a <= start and end <= b]
    return min(around)[1] if around else None


def marked(number, text):
    return b"/*<%d*/%s/*%d>*/" % (number, text, number)


def on(number):
    return b"crate::switch::on(%d)" % number


class Planter:
    def __init__(self, source, mutants):
        self.source, self.mutants = source, mutants
        self.root = PARSER.parse(source).root_node
        self.placed = set()
        # By the node that is written anew; a guard may be an operator's node as well.
        self.at, self.guards = defaultdict(list), defaultdict(list)
        self.bodies = []
        self.by_span = defaultdict(list)
        lines = source.decode().split("\n")
        begins = [0]
        for line in lines:
            begins.append(begins[-1] + len(line.encode()) + 1)

        def offset(place):
            line = lines[place["line"] - 1]
            return begins[place["line"] - 1] + len(line[: place["column"] - 1].encode())

        for number, mutant in mutants.items():
            span = mutant["span"]
            self.by_span[offset(span["start"]), offset(span["end"])].append(number)

    def numbers(self, genre, node):
        found = self.by_span.get((node.start_byte, node.end_byte), [])
        return [number for number in found if self.mutants[number]["genre"] == genre]

    def put(self, places, node, numbers):
        if not is_const(node, self.source):
            places[node.id] += numbers
            self.placed.update(numbers)

    def place(self, node):
        if node.type in ("binary_expression", "compound_assignment_expr"):
            self.put(self.at, node, self.numbers("BinaryOperator", node.child_by_field_name("operator")))
        elif node.type == "unary_expression":
            self.put(self.at, node, self.numbers("UnaryOperator", node.children[0]))
        elif node.type == "match_arm":
            # The span of cargo-mutants may end behind a comma.
            for (start, end), numbers in self.by_span.items():
                if start == node.start_byte and end <= node.end_byte + 1:
                    self.put(self.at, node, [n for n in numbers if self.mutants[n]["genre"] == "MatchArm"])
            condition = node.child_by_field_name("pattern").child_by_field_name("condition")
            if condition is not None and condition.type not in LETS:
                self.put(self.guards, condition, self.numbers("MatchArmGuard", condition))
        elif node.type in FIELDS:
            self.put(self.at, node, self.numbers("StructField", node))
        elif node.type == "function_item":
            self.bodies.append(node.child_by_field_name("body"))
        for child in node.children:
            self.place(child)

    def place_in_bodies(self):
        for (start, end), numbers in self.by_span.items():
            numbers = [n for n in numbers if self.mutants[n]["genre"] == "FnValue"]
            around = [body for body in self.bodies if body.start_byte <= start and end <= body.end_byte]
            if numbers and around:
                self.put(self.at, min(around, key=lambda body: body.end_byte - body.start_byte), numbers)

    def raw(self, node):
        return self.source[node.start_byte : node.end_byte]

    def render(self, node):
        text = self.plain(node)
        for number in self.guards.get(node.id, []):
            always = self.mutants[number]["replacement"] == "true"
            text = b"(%s)" % marked(number, (b"%s || (%s)" if always else b"!%s && (%s)") % (on(number), text))
        return text

    def plain(self, node):
        numbers = self.at.get(node.id, [])
        if not numbers:
            return self.joined(node)
        if node.type == "match_arm":
            return self.arm(node, numbers)
        body = self.joined(node)
        if node.type == "block":
            values = (marked(n, b"if %s { return %s; }" % (on(n), self.replacement(n))) for n in numbers)
            return b"{ " + b" ".join(values) + body[1:]
        if node.type in FIELDS:
            return self.field(node, numbers[0], body)
        # An operator. What is within it has its own wrong lines where this one is right.
        arms = b""
        for number in numbers:
            if node.type == "unary_expression":
                wrong = self.replacement(number) + self.raw(node)[len(self.raw(node.children[0])) :]
            else:
                left, right = (self.raw(node.child_by_field_name(side)) for side in ("left", "right"))
                wrong = b"%s %s %s" % (left, self.replacement(number), right)
            arms += b"if %s { %s } else " % (on(number), marked(number, wrong))
        return b"(%s)" % marked(numbers[0], arms + b"{ %s }" % body)

    def replacement(self, number):
        return self.mutants[number]["replacement"].encode()

    def joined(self, node, other=None):
        """The node with its children, of which some are given."""
        text, end = b"", node.start_byte
        for child in node.children:
            text += self.source[end : child.start_byte]
            text += (other or {}).get(child.id) or self.render(child)
            end = child.end_byte
        return text + self.source[end : node.end_byte]

    def arm(self, node, numbers):
        """An arm that is not there is one whose guard does not hold."""
        pattern = node.child_by_field_name("pattern")
        condition = pattern.child_by_field_name("condition")
        there = b" && ".join(marked(number, b"!" + on(number)) for number in numbers)
        if condition is None:
            guarded = self.render(pattern) + b" if " + there
        else:
            holds = self.render(condition) if condition.type in LETS else b"(%s)" % self.render(condition)
            guarded = self.source[pattern.start_byte : condition.start_byte] + there + b" && " + holds
        return self.joined(node, {pattern.id: guarded})

    def field(self, node, number, body):
        """A field that is not given is the one of what it is based on."""
        base = next(self.raw(it)[2:].strip() for it in node.parent.children if it.type == "base_field_initializer")
        name, _, value = body.partition(b":") if node.type == "field_initializer" else (body, b"", body)
        name = name.strip()
        text = b"if %s { (%s).%s } else { %s }" % (on(number), base, name, value)
        return b"%s: (%s)" % (name, marked(number, text))


def is_const(node, source):
    """Whether the compiler runs it, where there are no switches."""
    while node is not None:
        if node.type in ("const_item", "static_item"):
            return True
        if node.type == "function_item":
            head = source[node.start_byte : node.child_by_field_name("body").start_byte]
            return b"const" in head.split(b"fn ")[0].split()
        node = node.parent
    return True
