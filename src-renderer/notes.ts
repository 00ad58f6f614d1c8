/** The instructor's notes: a page of its own, which knows only what the page that it follows tells it. */
import { mount } from 'svelte';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';
import { NotesReader } from './state/notes-reader.svelte.ts';
import NotesPage from './views/notes/NotesPage.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the notes');
mount(NotesPage, { target, props: { reader: new NotesReader(location.hash.slice(1)) } });
