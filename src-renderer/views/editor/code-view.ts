/** CodeMirror as this page wants it: its colours from the page's tokens, its styles where the page's policy allows them. */
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Problem } from '../../../src-main/common/lesson/lesson.ts';
import { sentencesFor } from './completions.ts';

const THEME = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: 'var(--text-m)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono-face)', fontVariantLigatures: 'none', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { color: 'var(--quiet)', backgroundColor: 'var(--sunken)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'transparent', boxShadow: 'inset 3px 0 var(--accent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--chosen)',
  },
  '.cm-tooltip': { color: 'var(--text)', backgroundColor: 'var(--raised)', border: '1px solid var(--line-strong)' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono-face)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--on-accent)', background: 'var(--accent)' },
  '.cm-diagnostic': { maxWidth: '60ch', padding: '6px 10px', whiteSpace: 'pre-line' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
]);

export interface CodeWords {
  label: string;
  completions: string;
}

/** Tab is left to the browser, so that it leads out. Returns the view; `destroy` ends it. */
export function openCode(
  host: HTMLElement,
  text: string,
  words: CodeWords,
  changed: (text: string) => void,
): EditorView {
  // Of a shadow root CodeMirror adopts constructed style sheets, which the page's policy allows (CSP 3, 8.3).
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      EditorView.lineWrapping,
      yaml(),
      syntaxHighlighting(COLOURS),
      autocompletion({ override: [sentencesFor], icons: false }),
      keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      // Editable content takes the keyboard by itself; what judges pages wants to read it.
      EditorView.contentAttributes.of({ 'aria-label': words.label, tabindex: '0' }),
      EditorState.phrases.of({ Completions: words.completions }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
      THEME,
    ],
  });
  return new EditorView({ state, root, parent: root });
}

/** Underlines each problem where it is; `said` is what a tooltip tells of it. */
export function showProblems(view: EditorView, problems: readonly Problem[], said: (problem: Problem) => string): void {
  const diagnostics = problems.map((problem): Diagnostic => {
    const from = placeOf(view, problem);
    const word = /^[^\s,]+/.exec(view.state.doc.sliceString(from, from + 100))?.[0].length ?? 0;
    return { from, to: from + word, severity: 'error', message: said(problem) };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

export function goTo(view: EditorView, problem: Problem): void {
  view.dispatch({ selection: { anchor: placeOf(view, problem) }, scrollIntoView: true });
  view.focus();
}

/** The text may have become shorter since the problem was found. */
function placeOf({ state: { doc } }: EditorView, { line, column }: Problem): number {
  const { from, length } = doc.line(Math.min(line, doc.lines));
  return from + Math.min(column - 1, length);
}
