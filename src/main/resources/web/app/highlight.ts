/** Colours for code. Loaded when the first block of code is shown. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const LANGUAGES = { bash, cpp, csharp, css, diff, go, java, javascript, json, kotlin, python, rust, sql, typescript, xml, yaml };
for (const [name, language] of Object.entries(LANGUAGES)) {
  hljs.registerLanguage(name, language);
}

interface Scope {
  scope?: string;
  children: (Scope | string)[];
}

/** Code as nodes: its tree of scopes is walked, so that no markup is ever parsed. Absent for unknown languages. */
export function highlighted(code: string, language: string): DocumentFragment | undefined {
  if (!hljs.getLanguage(language)) {
    return undefined;
  }
  const result = hljs.highlight(code, { language, ignoreIllegals: true });
  const root = (result as unknown as { _emitter: { rootNode: Scope } })._emitter.rootNode;
  const fragment = document.createDocumentFragment();
  walk(root, fragment);
  return fragment;
}

function walk(scope: Scope, into: Node): void {
  for (const child of scope.children) {
    if (typeof child === 'string') {
      into.appendChild(document.createTextNode(child));
    } else {
      const span = document.createElement('span');
      if (child.scope) {
        span.className = child.scope
          .split('.')
          .map((part, i) => (i === 0 ? `hl-${part}` : `${part}_`))
          .join(' ');
      }
      walk(child, span);
      into.appendChild(span);
    }
  }
}
