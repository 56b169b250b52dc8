export { ContextLaunch } from './context-launch.ts';
