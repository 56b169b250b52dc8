export const deskFr = {
  worklist: {
    title: 'Liste de travail',
  },
};
