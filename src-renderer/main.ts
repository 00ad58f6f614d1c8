import { mount } from 'svelte';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';
import { connectToHost } from './state/bridge.ts';
import { HostClient } from './state/host-client.ts';
import { AppState } from './state/app.svelte.ts';
import App from './views/App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the app');
const app = new AppState(new HostClient(connectToHost()));
mount(App, { target, props: { app } });
void app.begin();
