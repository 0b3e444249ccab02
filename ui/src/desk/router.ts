import { createRouter, createWebHashHistory } from 'vue-router'
import { screenLeft } from './screen'

/** Every screen has an address, so that back and forward work; each is loaded when first opened. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    { path: '/today', name: 'today', component: () => import('@/today/TodayPage.vue') },
    { path: '/register/:kind', name: 'register', component: () => import('@/register/RegisterPage.vue'), props: true },
    { path: '/import/:kind', name: 'import', component: () => import('@/imports/ImportPage.vue'), props: true },
    { path: '/reports/:id?', name: 'reports', component: () => import('@/reports/ReportsPage.vue') },
    { path: '/batch/:kind/:type', name: 'batch', component: () => import('@/batch/BatchPage.vue'), props: true },
    { path: '/new/:kind', name: 'new', component: () => import('@/matter/NewMatterPage.vue'), props: true },
    { path: '/matter/:id(\\d+)', name: 'matter', component: () => import('@/matter/MatterPage.vue'), props: (route) => ({ id: Number(route.params.id) }) },
    { path: '/people', name: 'people', component: () => import('@/people/PeoplePage.vue'), props: { organizations: false } },
    { path: '/organizations', name: 'organizations', component: () => import('@/people/PeoplePage.vue'), props: { organizations: true } },
    { path: '/person/:id', name: 'person', component: () => import('@/people/PersonPage.vue'), props: (route) => ({ id: String(route.params.id), organization: false }) },
    { path: '/organization/:id', name: 'organization', component: () => import('@/people/PersonPage.vue'), props: (route) => ({ id: String(route.params.id), organization: true }) },
    { path: '/backup', name: 'backup', component: () => import('@/backups/BackupPage.vue') },
    { path: '/approvals', name: 'approvals', component: () => import('@/approvals/ApprovalsPage.vue') },
    { path: '/retention', name: 'retention', component: () => import('@/approvals/RetentionPage.vue') },
    { path: '/audit', name: 'audit', component: () => import('@/settings/AuditPage.vue') },
    { path: '/settings/:section?', name: 'settings', component: () => import('@/settings/SettingsPage.vue'), props: true },
    { path: '/text/:id', name: 'text', component: () => import('@/matter/TextPage.vue'), props: true },
    { path: '/:rest(.*)', redirect: '/today' },
  ],
})

router.beforeEach((to, from) => {
  // The parts of 设置 are one screen, and so are the reports.
  if (to.path !== from.path && !(to.name === from.name && (to.name === 'settings' || to.name === 'reports'))) screenLeft()
})
