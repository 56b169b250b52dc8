export * from './api-client.ts';
export * from './api-context.tsx';
export * from './open-transport.ts';
