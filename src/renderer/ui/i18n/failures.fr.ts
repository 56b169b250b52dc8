/** One full sentence or two for every failure code: what happened, what is safe, what happens next. */
export const failuresFr = {
  sentence: {
    'pacs-unreachable': 'PACS injoignable. Les images déjà reçues restent lisibles ; reprise automatique.',
    'pacs-credentials-refused':
      'Le PACS refuse les identifiants de Vigie. Les images déjà reçues restent lisibles ; l’administrateur doit corriger l’accès.',
    'pacs-tls-error':
      'Le certificat du PACS n’est pas valide : rien ne lui a été envoyé. L’administrateur doit le vérifier.',
    'pacs-server-error':
      'Le PACS a répondu par une erreur. Les images déjà reçues restent lisibles ; nouvel essai automatique.',
    'pacs-answer-unreadable':
      'La réponse du PACS est illisible et a été écartée. Les images déjà reçues restent lisibles ; nouvel essai automatique.',
    'pacs-busy': 'Le PACS demande d’attendre. Les images déjà reçues restent lisibles ; nouvel essai automatique.',
    'study-nearline':
      'L’examen est rappelé de l’archive du PACS. Il sera chargé dès qu’il y sera ; rien d’autre à faire.',
    'study-not-found': 'Le PACS ne trouve pas cet examen. La demande reste dans la liste de travail.',
    'study-incomplete': 'L’examen n’est pas complet ici. Les images reçues sont lisibles ; les autres manquent encore.',
    'instance-unreadable':
      'Une image est illisible et n’est pas affichée. Les autres images de l’examen sont intactes.',
    'transfer-syntax-unsupported':
      'Le format de compression d’une image n’est pas pris en charge. L’original est gardé, mais il n’est pas affiché.',
    'ris-unreachable': 'RIS injoignable. Les comptes rendus signés sont gardés ici et seront remis dès son retour.',
    'ris-credentials-refused':
      'Le RIS refuse les identifiants de Vigie. Les comptes rendus signés sont gardés ici ; l’administrateur doit corriger l’accès.',
    'ris-tls-error':
      'Le certificat du RIS n’est pas valide : rien ne lui a été envoyé. L’administrateur doit le vérifier.',
    'ris-server-error':
      'Le RIS a répondu par une erreur. Les comptes rendus signés sont gardés ici ; nouvel essai automatique.',
    'ris-answer-unreadable':
      'La réponse du RIS est illisible et a été écartée. Les comptes rendus signés sont gardés ici ; nouvel essai automatique.',
    'ris-refused':
      'Le RIS a refusé le compte rendu. Il reste signé et gardé ici ; il ne sera renvoyé que sur votre demande.',
    'order-unreadable':
      'Une demande d’examen est illisible et a été mise de côté. Les autres demandes sont prises en compte.',
    'order-claimed-by-other': 'Cet examen est déjà pris en charge par un autre lecteur. Rien n’a été modifié.',
    'order-folder-unusable':
      'Le dossier des demandes ne peut pas être lu ou écrit. Les demandes déjà lues restent dans la liste ; nouvel essai automatique.',
    'order-without-accession':
      'La demande n’a pas de numéro d’accession ; le patient et la date décident de ses images. Vérifiez l’identité.',
    'order-match-ambiguous':
      'Plusieurs examens conviennent à cette demande : aucun n’a été choisi. Cherchez ses images dans la liste.',
    'order-after-signature':
      'Une demande de cet examen est arrivée après la signature du compte rendu, qui ne lui a pas été envoyé. Ajoutez un addendum pour y répondre, ou prévenez le demandeur.',
    'images-after-signature':
      'Des images de cet examen sont arrivées après la signature de son compte rendu, qui ne les décrit pas. Lisez-les, puis ajoutez un addendum.',
    'images-changed-after-signature':
      'Des images de cet examen ont été remplacées ou retirées du PACS après la signature du compte rendu. Relisez-les telles qu’elles sont, puis ajoutez un addendum ou une correction.',
    'images-replaced':
      'Le PACS a une autre version de ces images que celle reçue d’abord ; la nouvelle version est ici. Rouvrez les images avant de conclure.',
    'images-withdrawn':
      'Des images présentes ici ne figurent plus au PACS. Elles ont pu être rejetées ou supprimées : demandez au site avant de vous y fier.',
    'patient-changed-while-draft':
      'Le RIS a corrigé ou fusionné l’identité du patient pendant la rédaction. Le texte est gardé : reprenez la nouvelle identité dans le compte rendu avant de signer.',
    'patient-changed-after-signature':
      'Le RIS a corrigé ou fusionné l’identité du patient après la signature. Le compte rendu part tel qu’il a été signé : vérifiez auprès du RIS qu’il est classé sous la bonne identité.',
    'study-copy-differs':
      'Un autre site a ce même examen avec un autre nombre d’images. Une seule copie est récupérée : vérifiez qu’il n’en manque pas.',
    'patients-not-joined': 'Les examens de cet identifiant ne sont pas rattachés au dossier.',
    'patient-link-unknown': 'Ce lien a déjà été retiré.',
    'critical-result-closed': 'Ce résultat critique a été retiré : plus rien ne s’y ajoute.',
    'distribution-illegal':
      'Ce choix de destinataires ou de visibilité n’est pas permis pour ce patient. Rien n’a été signé ; rouvrez la signature et choisissez de nouveau.',
    'order-closed-while-draft':
      'Le RIS a annulé ou clos cette demande pendant la rédaction. Le brouillon est gardé, rien n’a été envoyé : vérifiez auprès du RIS avant de signer.',
    'cache-damaged':
      'Des données du cache local sont endommagées et ont été écartées. L’original est intact sur le PACS ; il sera rechargé.',
    'cache-full':
      'Le cache local est plein : le chargement est suspendu. Les examens déjà reçus restent lisibles ; libérez de l’espace disque.',
    'cache-over-budget':
      'Le budget disque du cache est pris par des examens qui doivent rester ; le dossier ouvert est récupéré au-delà. Désépinglez des examens ou augmentez le budget.',
    'study-kept': 'Cet examen doit rester ici pour l’instant. Rien n’a été supprimé.',
    'store-unusable':
      'La base locale ne peut pas être ouverte ou écrite. Rien n’a été perdu ; vérifiez le disque, puis relancez Vigie.',
    'key-unavailable':
      'La clé des données locales n’est pas disponible. Les données restent chiffrées et intactes ; déverrouillez le trousseau, puis relancez Vigie.',
    'reading-unknown': 'Cet examen n’est plus dans la liste de travail. Choisissez-en un autre.',
    'report-unknown': 'Ce compte rendu n’existe plus à cet endroit. Rouvrez l’examen.',
    'report-already-signed':
      'Ce compte rendu est déjà signé : il ne peut plus être modifié. La version signée est affichée.',
    'report-step-illegal':
      'Cette étape n’est pas possible à partir de l’état présent du compte rendu. Rien n’a été modifié.',
    'recall-too-late':
      'Ce compte rendu ne peut plus être rappelé : son délai est passé, il est parti. Corrigez-le ou retirez-le.',
    'order-has-report':
      'Cette demande a déjà un compte rendu, signé ou en cours. Elle n’a pas été ajoutée ; ouvrez-la pour voir le sien.',
    'amendment-empty':
      'Il n’y a encore rien à signer : l’addendum est vide, ou la correction ne change rien. Rien n’a été signé.',
    'draft-outdated':
      'Une version plus récente de ce brouillon existe. Votre texte est gardé à l’écran ; choisissez la version à garder.',
    'identity-mismatch':
      'L’identité du patient diffère entre la demande, les images et le compte rendu. Le compte rendu n’a pas été signé ; vérifiez l’identité.',
    'report-check-blocks':
      'Le site ne laisse pas valider ce compte rendu : {{count}} point à corriger d’abord. Le brouillon est gardé.',
    'measurement-of-other-identifier':
      'Cette mesure est sur des images classées sous un autre identifiant du patient, auquel le compte rendu n’est pas lié. Elle n’a pas été ajoutée : saisissez la valeur.',
    'measurement-of-other-patient':
      'Cette mesure appartient à un autre patient. Elle n’a pas été ajoutée au compte rendu.',
    'key-image-refused': 'Cette image n’a pas été marquée comme image clé.',
    'signing-key-unusable':
      'La clé de signature ne peut pas être utilisée. Le brouillon est gardé ; le compte rendu n’a pas été signé.',
    'rendering-failed': 'La mise en page du compte rendu a échoué. Le brouillon est gardé ; rien n’a été signé.',
    'dictation-no-model':
      'Il n’y a pas de modèle de reconnaissance vocale pour cette langue. Déposez-en un dans le dossier, ou nommez son dossier dans la variable, puis réessayez ; la frappe reste possible.',
    'dictation-model-unusable':
      'Le modèle de reconnaissance vocale est inutilisable. Corrigez le fichier, puis réessayez ; la frappe reste possible.',
    'dictation-engine-failing':
      'La reconnaissance vocale échoue à répétition. Ce qui a été dit est conservé pour réécoute ; réessayez, ou tapez.',
    'dictation-ended': 'Cette dictée est terminée. Recommencez à dicter.',
    'import-differs':
      'Autre chose est déjà ici sous le même identifiant DICOM. Ce qui était ici est gardé ; ce fichier n’a pas été importé.',
    'import-without-ris':
      'Cet examen a été importé : aucun SIR ne l’a demandé, donc aucun compte rendu ne s’écrit ici. Lisez-le à côté de la demande qu’il concerne.',
    'launch-refused':
      'Un autre programme a demandé d’ouvrir un examen, mais sa demande n’est pas valable. Rien n’a été ouvert.',
    'launch-not-found':
      'Un autre programme a demandé d’ouvrir un examen qui n’est pas dans la liste de travail. Rien n’a été ouvert ; cherchez-le par son numéro.',
    'launch-ambiguous':
      'Un autre programme a demandé d’ouvrir un numéro que plusieurs examens portent ({{found}}). Rien n’a été ouvert ; choisissez dans la liste.',
    'input-invalid': 'La valeur reçue n’est pas valide et a été refusée. Rien n’a été modifié.',
    cancelled: 'Interrompu à votre demande. Ce qui est déjà reçu est gardé.',
    unexpected: 'Une erreur inattendue a interrompu cette action. Vos textes sont gardés ; vous pouvez réessayer.',
  },
  words: 'Réponse du serveur : « {{words}} »',
  count: '{{done}} images sur {{total}} sont ici.',
  detail: {
    here: 'images ici',
    there: 'images là-bas',
    at: 'site',
    language: 'langue',
    variable: 'variable',
    site: 'site',
    file: 'fichier',
    path: 'fichier',
    folder: 'dossier',
    field: 'champ',
    before: 'avant',
    now: 'maintenant',
    status: 'code de réponse',
    reason: 'cause',
    url: 'adresse',
    what: 'élément',
    segment: 'segment',
    by: 'par',
    seconds: 'secondes d’attente',
    images: 'images',
    missing: 'manquantes',
    rejected: 'illisibles',
    total: 'images de l’examen',
    accession: 'numéro d’accession',
    transferSyntax: 'syntaxe de transfert',
    expected: 'attendu',
    found: 'trouvé',
    problem: 'défaut',
    study: 'examen',
    instance: 'image',
    uid: 'UID',
    tag: 'attribut DICOM',
    usedMb: 'occupé (Mo)',
    budgetMb: 'budget (Mo)',
    store: 'base',
    code: 'code',
    host: 'hôte',
    address: 'adresse',
    parts: 'parties reçues',
    transferSyntaxUid: 'syntaxe de transfert',
  },
  reason: {
    signed: 'le compte rendu est signé : commencez un addendum ou une correction',
    'too-many': 'nombre maximal atteint',
    'other-study': 'seules les images de l’examen lu peuvent être marquées',
    'not-here': 'l’image n’est pas encore là',
    'folder-missing': 'ce dossier n’existe pas',
    'not-a-folder': 'ce n’est pas un dossier',
    unreadable: 'illisible',
    'file-missing': 'ce fichier manque',
    'not-a-file': 'ce n’est pas un fichier',
    pointer: 'seulement le renvoi vers un gros fichier : récupérez le fichier lui-même (git lfs pull)',
    'too-small': 'le fichier est tronqué : copiez-le de nouveau',
    'not-onnx': 'ce n’est pas un modèle ONNX',
    'tokens-unreadable': 'la liste des jetons est abîmée à cette ligne',
    'layout-unknown': 'aucun modèle d’un type pris en charge dans le dossier',
    'layout-unstated': 'deux types de modèle ont ces fichiers : précisez lequel dans model.json',
    'manifest-unreadable': 'model.json n’est pas valide',
    'other-language': 'le modèle est d’une autre langue',
    'decisive-words': 'côtés, négations et nombres ne sont jamais remplacés à votre insu',
    'no-transfer-syntax': 'syntaxe de transfert manquante',
    'no-uid': 'identifiants DICOM manquants',
    truncated: 'coupé avant sa fin',
    'not-dicom': 'pas un fichier DICOM',
    'too-slow': 'réponse trop lente',
    missing: 'manquant',
    malformed: 'mal formé',
    'not-a-segment': 'n’est pas un segment',
    'not-hl7': 'n’est pas un message HL7',
    'message-type': 'n’est pas une demande',
    'character-set': 'jeu de caractères inconnu',
    'not-understood': 'non compris',
    'too-long': 'trop long',
    'connection-closed': 'connexion fermée',
    'answer-unreadable': 'réponse illisible',
    'patient-changed': 'identité changée par le RIS, à reprendre dans le compte rendu',
    'patient-differs': 'le patient diffère',
    'birth-date-differs': 'les dates de naissance diffèrent',
    'sex-differs': 'les sexes diffèrent',
    'ins-differs': 'les identités nationales (INS) qualifiées diffèrent',
    'issuer-ambiguous': 'plusieurs émetteurs utilisent ce numéro sur ce site',
    'identity-changed':
      'une identité n’est plus celle qui a été rattachée ; retirez le lien et refaites-le s’il est juste',
    timeout: 'délai dépassé',
    refused: 'connexion refusée',
    'name-not-found': 'nom d’hôte inconnu',
    'no-accession': 'demande sans numéro d’accession',
    'too-large': 'trop volumineux',
    'sealed-version-damaged': 'la version signée est endommagée',
    unprintable: 'caractères non imprimables',
    unknown: 'cause inconnue',
    unexpected: 'inattendu',
    'uid-unexpected': 'autre image que celle demandée',
    'uid-missing': 'identifiant DICOM manquant',
    'report-of-other-patient': 'compte rendu d’un autre patient',
    'other-content': 'autre contenu',
    'not-configured': 'non configuré',
    'multipart-truncated': 'réponse interrompue avant la fin',
    'message-not-made': 'message non constitué',
    'credentials-unavailable': 'identifiants absents de l’environnement',
    'content-length': 'longueur annoncée non respectée',
    closed: 'connexion fermée',
    'case-on-screen-differs': 'l’examen à l’écran est un autre',
    'case-changed': 'l’examen ouvert a changé',
    'accession-differs': 'le numéro d’accession diffère',
    budget: 'budget disque épuisé',
    'site-unknown': 'site d’origine inconnu',
    'open-case': 'son dossier est ouvert',
    'undelivered-report': 'son compte rendu n’est pas encore remis',
    draft: 'son compte rendu est un brouillon',
    'unsent-object': 'des objets créés ici ne sont pas encore envoyés',
    pinned: 'il est épinglé',
    fetching: 'il est en cours de récupération',
    ECONNREFUSED: 'connexion refusée',
    ECONNRESET: 'connexion coupée',
    ETIMEDOUT: 'délai dépassé',
    ENOTFOUND: 'nom d’hôte inconnu',
    EAI_AGAIN: 'nom d’hôte non résolu',
    EHOSTUNREACH: 'hôte injoignable',
    ENETUNREACH: 'réseau injoignable',
    UND_ERR_SOCKET: 'connexion coupée',
    UND_ERR_CONNECT_TIMEOUT: 'délai de connexion dépassé',
    UND_ERR_HEADERS_TIMEOUT: 'délai de réponse dépassé',
    UND_ERR_BODY_TIMEOUT: 'délai de réponse dépassé',
    CERT_HAS_EXPIRED: 'certificat expiré',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'certificat auto-signé',
    SELF_SIGNED_CERT_IN_CHAIN: 'certificat auto-signé dans la chaîne',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'autorité de certification inconnue',
    ERR_TLS_CERT_ALTNAME_INVALID: 'le certificat est celui d’un autre hôte',
    ENOSPC: 'disque plein',
    EACCES: 'accès refusé',
    EPERM: 'accès refusé',
    ENOENT: 'dossier ou fichier introuvable',
    EROFS: 'disque en lecture seule',
  },
};
