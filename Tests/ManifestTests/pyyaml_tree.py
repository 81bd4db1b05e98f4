"""Print the marked tree that PyYAML reads from each of many texts.

Usage: pyyaml_tree.py FILE

FILE holds one text per line, its bytes in hexadecimal. For each there is one line on standard
output: the tree as JSON, or "refused: " and the reason.

A node is [kind, [line, column], content], places counted from 1. For a list the content is its
items, for a map its entries, each [[line, column], key, value]. Other kinds are scalars, named
after their style. Only the base loader's rules apply: every scalar stays text.
"""

import json
import sys

import yaml

STYLES = {None: "plain", "'": "single", '"': "double", "|": "block", ">": "block"}


def mark(node):
    return [node.start_mark.line + 1, node.start_mark.column + 1]


def tree(node):
    if node is None:
        return ["plain", [1, 1], ""]
    if isinstance(node, yaml.ScalarNode):
        return [STYLES[node.style], mark(node), node.value]
    if isinstance(node, yaml.SequenceNode):
        return ["list", mark(node), [tree(item) for item in node.value]]
    return ["map", mark(node), [entry(key, value) for key, value in node.value]]


def entry(key, value):
    if not isinstance(key, yaml.ScalarNode):
        raise yaml.YAMLError("a key that is not a scalar")
    return [mark(key), key.value, tree(value)]


def line(text):
    try:
        # Loading as well finds what only shows when a tree becomes values.
        yaml.load(text, Loader=yaml.BaseLoader)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        return json.dumps(tree(node), separators=(",", ":"))
    except (yaml.YAMLError, ValueError) as error:
        return "refused: " + " ".join(str(error).split())


def main():
    with open(sys.argv[1]) as texts:
        for text in texts:
            print(line(bytes.fromhex(text)))


if __name__ == "__main__":
    main()
