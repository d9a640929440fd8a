import { mount } from 'svelte';
import App from './App.svelte';
import './style/tokens.css';
import './style/base.css';
import './style/print.css';
import { appearance } from './widget/shell/theme.svelte';

// Before the first paint: no white flash at three in the morning.
appearance.apply();

const target = document.getElementById('app');
if (target) mount(App, { target });
