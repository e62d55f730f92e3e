# 承認の要求についてのメール (HTML とテキスト)。名前と理由は外部から来るため、文法に頼らないこと。

notice-subject-new = 承認の要求:「{ $app }」
notice-subject-reminder = { $count ->
       *[other] 残り { $count } 日:「{ $app }」の要求
    }
notice-subject-ended = 決定されないまま終了した要求:「{ $app }」
notice-subject-approved = 承認されました:「{ $app }」
notice-subject-denied = 承認されませんでした:「{ $app }」
notice-subject-blocked = ブロックされました:「{ $app }」
notice-subject-expired = 依頼は判断されませんでした:「{ $app }」

# レビュー担当者へ
notice-title-new = { $app } の承認が要求されています
notice-title-reminder = { $app } の要求が決定を待っています
notice-title-ended = { $app } の要求が終了しました
notice-new = { $tenant } のユーザーがこのアプリケーションを使おうとしていますが、求められている内容に自分では同意できません。レビュー担当者の誰でも決定できます。
notice-reminder = { $count ->
       *[other] まだ決定されていません。残り { $count } 日です。{ $date } になると、要求は自動的に終了します。
    }
notice-ended = { $date } までに決定されなかったため、要求は自動的に終了しました。要求した人には通知しました。もう一度要求できます。
notice-asked-by = 要求した人と理由
notice-asked-on = { $date }
notice-others = { $count ->
       *[other] ほかに { $count } 人が要求しています。
    }
notice-permissions = 求められている内容
notice-as-itself = 誰もサインインしていなくても
notice-more-permissions = { $count ->
       *[other] ほか { $count } 件
    }
notice-next = 次にできること
notice-review = { $date } までに要求を確認してください。承認、拒否、またはブロックできます。誰も決定しない場合、要求は自動的に終了します。
notice-review-ended = 何もする必要はありません。要求は引き続き確認できます。
notice-link-review = 要求を確認
notice-link-ended = 要求を表示

# 依頼した人へ
notice-title-approved = { $app } は承認されました
notice-title-denied = { $app } は承認されませんでした
notice-title-blocked = { $app } はブロックされました
notice-title-expired = { $app } については判断されませんでした
notice-somebody = { $tenant } の管理者
notice-approved = { $asked } の依頼を、{ $account } が { $date } に承認しました。
notice-approved-elsewhere = { $asked } に依頼した内容を、{ $tenant } の管理者が { $date } に許可しました。
notice-denied = { $asked } の依頼について、{ $account } は { $date } に、承認しないと判断しました。
notice-blocked = { $account } は { $date } に、{ $tenant } でこのアプリケーションをブロックしました。{ $asked } の依頼は終了しました。
notice-expired = { $asked } の依頼は、{ $date } までに { $tenant } のレビュー担当者の誰も判断しなかったため、自動的に終了しました。
notice-reason = 理由
notice-may = アプリケーションができること
notice-wanted = 依頼した内容
notice-next-approved = アプリケーションでもう一度始めて、サインインしてください。これらのアクセス許可について確認されることはありません。アプリケーションができることは、マイ アプリでいつでも確認できます。
notice-next-denied = もう一度依頼できます。アプリケーションでもう一度始めて、必要な理由を入力してください。上の理由に不明な点がある場合は、まずレビュー担当者にお問い合わせください。
notice-next-blocked = このアプリケーションには誰もサインインできず、依頼もできません (AADSTS7000112)。同じような用途のアプリケーションが必要な場合は、代わりに使えるものを管理者にお問い合わせください。
notice-next-expired = 引き続きこのアプリケーションが必要な場合は、もう一度始めて、新しい依頼を送信してください。依頼を送信したことを管理者に伝えてください。
notice-link-approved = マイ アプリを開く

# すべてのメールの下部
notice-link-safe = リンクはページを開くだけです。開くにはサインインが必要です。リンクだけで何かが変わることはなく、操作はページで選びます。
notice-why-reviewer = このメールは、{ $tenant } の要求のレビュー担当者にお送りしています。返信しても読まれません。
notice-why-requester = このメールは、{ $tenant } でこのアプリケーションを依頼した方にお送りしています。返信しても読まれません。
notice-request = 要求 ID: { $id }
