export { authorizationOf, loadConfiguration } from './configuration.ts';
