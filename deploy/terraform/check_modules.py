"""Checks the Terraform modules below a folder as far as their text goes, without Terraform and without the provider.

Usage: check_modules.py FOLDER. Every variable has a type and a description, and is used; every output has a description;
what is referred to is there; versions are pinned; passwords are sensitive, kept nowhere, and in no output. Before that it
proves that it can fail: texts with a fault planted must be refused. Exit code 1 if anything is wrong.
"""

import pathlib
import re
import sys

import hcl2

REFERENCE = re.compile(r"(?<![\w.])(var|local|module)\.([A-Za-z_]\w*)")
RESOURCE = re.compile(r"(?<![\w.\"])(kubernetes_\w+)\.(\w+)")


def bare(text):
    """A name or literal as python-hcl2 gives it, without its quotes."""
    return text[1:-1] if isinstance(text, str) and len(text) > 1 and text[0] == text[-1] == '"' else text


def named(document, block):
    """Yields (name, content) of the blocks of one kind with one label."""
    for entry in document.get(block, []):
        for name, content in entry.items():
            if not name.startswith("__"):
                yield bare(name), content


def texts(value):
    """Yields all texts within a value."""
    if isinstance(value, dict):
        for key, within in value.items():
            yield str(key)
            yield from texts(within)
    elif isinstance(value, list):
        for within in value:
            yield from texts(within)
    elif isinstance(value, str):
        yield value


def problems(files):
    """What is wrong with a module, whose files are given by name: a list of sentences."""
    found = []
    documents = {}
    for name, text in files.items():
        try:
            documents[name] = hcl2.loads(text)
        except Exception as error:  # whatever the parser throws, the file cannot be read
            found.append(f"{name}: {str(error).splitlines()[0]}")
    variables, outputs, locals_, modules, resources, required = {}, {}, set(), set(), set(), None
    for name, document in documents.items():
        variables.update(named(document, "variable"))
        outputs.update(named(document, "output"))
        modules.update(module for module, _ in named(document, "module"))
        for entry in document.get("locals", []):
            locals_.update(key for key in entry if not key.startswith("__"))
        for kind, content in named(document, "resource"):
            resources.update((kind, bare(label)) for label in content if not label.startswith("__"))
        for entry in document.get("terraform", []):
            required = entry
    everything = "\n".join(text for document in documents.values() for text in texts(document))

    for name, content in variables.items():
        for wanted in ("type", "description"):
            if not content.get(wanted):
                found.append(f"variable {name} has no {wanted}")
        if name.endswith("password"):
            for wanted in ("sensitive", "ephemeral"):
                if content.get(wanted) is not True and bare(content.get(wanted)) != "true":
                    found.append(f"variable {name} is not {wanted}")
    for name, content in outputs.items():
        if not content.get("description"):
            found.append(f"output {name} has no description")
        if re.search(r"var\.\w*password\b", "\n".join(texts(content))):
            found.append(f"output {name} shows a password")
    there = {"var": set(variables), "local": locals_, "module": modules}
    used = set(REFERENCE.findall(everything))
    for kind, name in sorted(used):
        if name not in there[kind]:
            found.append(f"there is no {kind}.{name}")
    for name in variables:
        # A variable's own validation refers to it, too.
        others = [text for document in documents.values() for block in document if block != "variable" for text in texts(document[block])]
        if not re.search(rf"(?<![\w.])var\.{name}\b", "\n".join(others)):
            found.append(f"variable {name} is not used")
    for kind, name in sorted(set(RESOURCE.findall(everything))):
        if (kind, name) not in resources:
            found.append(f"there is no {kind}.{name}")
    if required is None or not required.get("required_version"):
        found.append("required_version is missing")
    else:
        for entry in required.get("required_providers", []):
            for name, provider in entry.items():
                if not name.startswith("__") and not provider.get("version"):
                    found.append(f"the version of the provider {name} is not pinned")
    return found


def unnoticed_faults(files):
    """Plants faults, one at a time, and returns those that no check notices."""
    faults = [
        ("a brace too few", lambda text: text + '\noutput "x" {\n'),
        ("a variable without type", lambda text: text + '\nvariable "planted" {\n  description = "x"\n}\noutput "y" {\n  description = "y"\n  value = var.planted\n}\n'),
        ("an unused variable", lambda text: text + '\nvariable "planted" {\n  description = "x"\n  type = string\n}\n'),
        ("a password that is not sensitive", lambda text: text + '\nvariable "a_password" {\n  description = "x"\n  type = string\n}\n'),
        ("an unknown variable", lambda text: text + '\noutput "x" {\n  description = "x"\n  value = var.nobody\n}\n'),
        ("an unknown local in a text", lambda text: text + '\noutput "x" {\n  description = "x"\n  value = "a-${local.nobody}"\n}\n'),
        ("an unknown resource", lambda text: text + '\noutput "x" {\n  description = "x"\n  value = kubernetes_secret_v1.nobody.id\n}\n'),
        ("an output without description", lambda text: text + '\noutput "x" {\n  value = 1\n}\n'),
    ]
    name = sorted(files)[0]
    unnoticed = [what for what, plant in faults if not problems({**files, name: plant(files[name])})]
    if not problems({name: re.sub(r"(?m)^ {6}version .*$", "", text) for name, text in files.items()}):
        unnoticed.append("a provider of any version")
    return unnoticed


def main(folder):
    found = 0
    modules = {}
    for path in sorted(pathlib.Path(folder).rglob("*.tf")):
        if ".terraform" not in path.parts:
            modules.setdefault(path.parent, {})[path.name] = path.read_text()
    if not modules:
        sys.exit(f"{folder}: there are no modules to check")
    for module, files in modules.items():
        wrong = problems(files)
        for problem in wrong:
            print(f"{module}: {problem}")
        if not wrong:
            wrong = [f"a planted fault went unnoticed: {fault}" for fault in unnoticed_faults(files)]
            for problem in wrong:
                print(f"{module}: {problem}")
        if not wrong:
            print(f"{module}: {len(files)} files parse and fit together")
        found += len(wrong)
    sys.exit(1 if found else 0)


main(sys.argv[1])
