export const distributionFr = {
  title: 'Destinataires et visibilité du document',
  recipients: 'Professionnels, par MSSanté',
  noRecipients: 'Aucun destinataire configuré pour ce site.',
  patient: 'Espace santé du patient',
  dmp: 'Dossier médical partagé (DMP)',
  patientMail: 'Messagerie du patient',
  hidden: 'Masquer le document',
  hiddenFromPatient: 'au patient, jusqu’à l’annonce',
  hiddenFromRepresentatives: 'à ses représentants légaux',
  hiddenFromProfessionals: 'aux autres professionnels de santé',
  identityNotQualified: 'Identité nationale (INS) non qualifiée : ni DMP ni messagerie du patient.',
  notByMail: 'Masqué au patient : rien ne part vers sa messagerie.',
};
