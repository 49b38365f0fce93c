"""Runs the README's recipes as they are written, the address aside: python recipes.py README.md WORK_FOLDER."""

import os
import pathlib
import re
import subprocess
import sys

RECIPE = re.compile(r"<!-- recipe: ([a-z-]+) -->\n```(sh|python|js)\n(.*?)```\n", re.DOTALL)
# What a recipe must print where it works: the simulator says so in reasoning and answer.
REASONING = "This is simulated reasoning."
ANSWER = "This is a simulated answer"
ANSWER_ONLY = {"langchain", "claude-code", "codex"}


def main(readme: pathlib.Path, work: pathlib.Path) -> int:
    programs = {
        "sh": (["bash", "-euo", "pipefail"], work, ".sh"),
        "python": ([str(work / "python/venv/bin/python")], work / "python", ".py"),
        "js": (["node"], work / "node", ".mjs"),
    }
    recipes = RECIPE.findall(readme.read_text())
    if len(recipes) < 12:
        print(f"only {len(recipes)} recipes found")
        return 1
    broken = 0
    # Agents write into their user's home: this one is thrown away with the folder.
    home = work / "home"
    home.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{work / 'node/node_modules/.bin'}:{os.environ['PATH']}",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    for name, language, source in recipes:
        command, folder, suffix = programs[language]
        script = folder / f"recipe-{name}{suffix}"
        script.write_text(source.replace("http://localhost:8080", os.environ["GATEWAY"]))
        done = subprocess.run(
            [*command, str(script)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        wanted = [ANSWER] if name in ANSWER_ONLY else [REASONING, ANSWER]
        # A stream on the wire holds the sentences in pieces.
        said = re.sub(r'"\}.*?"(?:reasoning_)?content":"', "", done.stdout, flags=re.DOTALL)
        missing = [each for each in wanted if each not in said]
        if done.returncode or missing:
            broken += 1
            print(f"recipe {name}: exit {done.returncode}, missing {missing}\n{done.stdout}\n{done.stderr}")
        else:
            print(f"recipe {name}: works")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
