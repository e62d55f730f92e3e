# 管理者の同意の要求と、組織全体の同意ページ。

admin-requests-what = ユーザーが自分では同意できないアプリケーションについて、承認を要求しています。
admin-requests-mine = 自分の承認待ち
admin-requests-all = すべて
admin-requests-search = アプリケーションまたは人
admin-requests-none-mine = 承認待ちの要求はありません
    .next = 承認の要求があると、レビュー担当者の誰かが決定するまで、ここに表示されます。
admin-requests-none = 要求はまだありません
    .next = 自分では同意できないアプリケーションを誰かが要求すると、ここに表示されます。
admin-requests-off = ユーザーは要求を送信できません
    .next = 同意できない人には「管理者の承認が必要」と表示され、戻ることしかできません。まず要求を有効にして、レビュー担当者を指定してください。
admin-requests-no-match = 当てはまる要求はありません
    .next = 別の語または別の状態でお試しください。

admin-request-static = 静的な一覧
    .why = アプリケーションは、登録に記載されているものすべてを求めています。表示しているのは、要求の時点で記載されていた内容です。
admin-request-dynamic = 個別のアクセス許可
    .why = アプリケーションは、これらのアクセス許可を個別に求めています。表示しているのは、要求の時点で求められた内容です。

# 要求
admin-request-title = { $app } の要求
admin-request-app = アプリケーション
admin-request-by = 要求した人
admin-request-others = ほかに要求した人の数: { $count }
admin-request-permissions = アクセス許可
admin-request-as-itself = アプリケーション自身として
admin-request-as-itself-why = 誰もサインインしていなくても、組織のすべてのデータについてこれらのアクセス許可を使います。
admin-permission-new = 新規
admin-permission-held = 全員について許可済み
admin-request-decision = 決定
admin-request-history = 結果
admin-request-closed-at = 終了日時
admin-request-closed-by = 決定した人
admin-request-by-itself = なし (期限により終了)
admin-request-closed-approved = 要求した人に通知しました。全員がこのアプリケーションを使えます。
admin-request-closed-denied = 要求した人に理由を通知しました。もう一度要求できます。
admin-request-closed-blocked = このアプリケーションは、今後要求できません。元に戻すには、[アプリケーション] で再び有効にしてください。
admin-request-closed-expired = 期限までに決定されませんでした。要求した人に通知しました。もう一度要求できます。

# 決定
admin-request-if-approved = 承認した場合
admin-request-approve = アクセス許可を確認して同意
admin-request-deny = 拒否
admin-request-deny-why = 要求した人は理由を読むことができ、もう一度要求できます。
admin-request-deny-do = 要求を拒否
admin-request-block = ブロック
admin-request-block-what = このアプリケーションは、今後要求できなくなります。サインインしようとすると拒否されます (AADSTS7000112)。
admin-request-block-used = 過去 30 日間にサインインし、今後は拒否される人の数: { $count }
admin-request-block-undo = [アプリケーション] で再び有効にすると、元に戻せます。
admin-request-block-do = アプリケーションをブロック
admin-reason = 理由 (要求した人に通知されます)
admin-reason-empty = 理由を入力してください。要求した人に通知されます。
admin-reason-too-long = 理由が長すぎます。500 文字以内にしてください。
admin-reason-character = 理由に、表示できない文字が含まれています。その文字を除いて入力してください。
admin-why-not-reviewer = この要求のレビュー担当者ではないため、閲覧のみできます。
admin-why-needs-role = 承認するには、これらすべてのアクセス許可に同意できるロールが必要です。グローバル管理者と特権ロール管理者は常に同意できます。アプリケーション管理者とクラウド アプリケーション管理者は、Graph のアプリケーションのアクセス許可が含まれない場合に同意できます。拒否とブロックは可能です。
admin-why-risky = お客様はポリシーの範囲内で承認できますが、リスクのあるアプリケーションは対象外です。承認するには、これらすべてのアクセス許可に同意できるロールが必要です。拒否またはブロックはできます。
admin-why-beyond-limits = ポリシー { $policy } の範囲内で承認できますが、{ $scope } はその範囲を超えています。拒否とブロックは可能です。

# 承認の効果
admin-effect-everybody = { $tenant } の全員が、確認なしで { $app } を使えるようになり、アプリケーションは全員についてこれらのアクセス許可を得ます。
admin-effect-replaces = これまで全員について承諾した内容は置き換えられます。利用者が個別に承諾した内容は残ります。
admin-effect-adds = これまで全員について承諾した内容に追加されます。失われるものはありません。
admin-effect-loses = これまで全員について承諾していた、次のアクセス許可は失われます: { $permission }
admin-effect-told = 要求した人のうち、メールで通知される人の数: { $count }
admin-effect-undo = アプリケーションのページで、いつでも取り消せます。

# 同意ページ
admin-consent-subtitle = 組織として確認
admin-consent-asked-by = 要求した人: { $account }
admin-consent-asked-by-many = 要求した人: { $account }、ほか { $count } 人
admin-consent-delegated = ポリシー { $policy } の範囲内で承認します。
