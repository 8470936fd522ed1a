/** Every page and its address. */

import type { Component } from 'svelte';
import { match, type Params } from '../router/match';
import ActivatePage from './ActivatePage.svelte';
import EnterPage from './EnterPage.svelte';
import ForgotPasswordPage from './ForgotPasswordPage.svelte';
import HomePage from './HomePage.svelte';
import NotFoundPage from './NotFoundPage.svelte';
import RegisterPage from './RegisterPage.svelte';
import ResetPasswordPage from './ResetPasswordPage.svelte';
import SearchPage from './SearchPage.svelte';
import SeriesPage from './SeriesPage.svelte';
import SetupPage from './SetupPage.svelte';
import SignInPage from './SignInPage.svelte';
import TitlePage from './TitlePage.svelte';

/** A page takes `params`, or nothing when its address has none: no type but `any` fits both. */
export type RoutePage = Component<any>;

/**
 * Whom a page is for. `household`: signed in, with somebody chosen who watches. `account`: signed in. `grown-ups`: signed
 * in, and no child is watching. `setup`: everyone, also before this Videoflix has an owner.
 */
export type Audience = 'household' | 'account' | 'grown-ups' | 'everyone' | 'setup';

interface Route {
  pattern: string;
  /** A page that brings a lot along is loaded when it is first opened. */
  page: RoutePage | (() => Promise<{ default: RoutePage }>);
  lazy?: true;
  /** One and the same page for all its addresses: it goes from one to the next without beginning anew. */
  stays?: true;
  for: Audience;
}

const routes: Route[] = [
  { pattern: '/', page: HomePage, for: 'household' },
  { pattern: '/title/:id', page: TitlePage, for: 'household' },
  { pattern: '/series', page: () => import('./AllSeriesPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/series/:id', page: SeriesPage, for: 'household' },
  { pattern: '/search', page: SearchPage, for: 'household' },
  { pattern: '/my-list', page: () => import('./MyListPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/history', page: () => import('./HistoryPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/genres', page: () => import('./GenresPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/genre/:id', page: () => import('./GenrePage.svelte'), lazy: true, for: 'household' },
  { pattern: '/tag/:id', page: () => import('./TagPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/collections', page: () => import('./CollectionsPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/collection/:id', page: () => import('./CollectionPage.svelte'), lazy: true, for: 'household' },
  { pattern: '/watch/:id', page: () => import('./WatchPage.svelte'), lazy: true, stays: true, for: 'household' },
  { pattern: '/profiles', page: () => import('./ProfilesPage.svelte'), lazy: true, for: 'account' },
  { pattern: '/profiles/edit', page: () => import('./ProfilesPage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/profiles/new', page: () => import('./ProfilePage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/profiles/:id', page: () => import('./ProfilePage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/devices', page: () => import('./DevicesPage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/upload', page: () => import('./UploadPage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/account', page: () => import('./AccountPage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/link', page: () => import('./LinkPage.svelte'), lazy: true, for: 'grown-ups' },
  { pattern: '/pair', page: () => import('./PairPage.svelte'), lazy: true, for: 'everyone' },
  { pattern: '/join/:token', page: () => import('./JoinPage.svelte'), lazy: true, for: 'everyone' },
  { pattern: '/sign-in', page: SignInPage, for: 'everyone' },
  { pattern: '/register', page: RegisterPage, for: 'everyone' },
  { pattern: '/activate/:uid/:token', page: ActivatePage, for: 'everyone' },
  { pattern: '/forgot-password', page: ForgotPasswordPage, for: 'everyone' },
  { pattern: '/reset-password/:uid/:token', page: ResetPasswordPage, for: 'everyone' },
  { pattern: '/enter', page: EnterPage, for: 'everyone' },
  { pattern: '/setup', page: SetupPage, for: 'setup' },
];

const NOT_FOUND: Route = { pattern: '*', page: NotFoundPage, for: 'everyone' };

export interface Found {
  route: Route;
  params: Params;
}

export function findRoute(path: string): Found {
  for (const route of routes) {
    const params = match(route.pattern, path);
    if (params) return { route, params };
  }
  return { route: NOT_FOUND, params: {} };
}

export async function loadPage(route: Route): Promise<RoutePage> {
  if (!route.lazy) return route.page as RoutePage;
  return (await (route.page as () => Promise<{ default: RoutePage }>)()).default;
}
