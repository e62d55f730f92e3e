# 管理センター: 枠と、多くのページに共通の語。

admin-title = 管理センター
admin-skip = 本文へ移動
admin-menu = メニュー
admin-navigation = 管理センター
admin-crumbs = 現在の場所
admin-sign-out = サインアウト
admin-open-requests = 承認待ちの要求: { $count }

# ナビゲーション
admin-nav-overview = 概要
admin-nav-requests = 要求
admin-nav-applications = アプリケーション
admin-nav-explain = サインインの説明
admin-nav-matrix = 同意の一覧表
admin-nav-grants = 危険な同意と未使用の同意
admin-nav-user-consent = ユーザーの同意
admin-nav-policies = 同意ポリシー
admin-nav-classifications = 分類
admin-nav-workflow = 要求とレビュー担当者
admin-group-check = 確認
admin-group-settings = 設定

# 直前の操作の結果
admin-done-approved = 承認しました。要求した人に通知します。
admin-done-denied = 拒否しました。要求した人に通知します。
admin-done-blocked = ブロックしました。今後は要求もサインインもできません。
admin-done-saved = 保存しました。次回のサインインから有効です。
admin-done-consented = 組織の全員が確認なしで利用できるようになりました。すぐに反映されます。
admin-failed-changed = その間に別の人が変更したため、何も変更していません。もう一度ご確認ください。
admin-failed-expired = ページが古くなっていたため、何も変更していません。もう一度お試しください。

# 一覧
admin-pages = ページ
admin-newer = 新しいもの
admin-older = 古いもの
admin-search = 検索
admin-any = すべて
admin-clear = 絞り込みを解除
admin-back = 戻る
admin-not-given = 指定なし
admin-others = ほか { $count } 人
admin-column-application = アプリケーション
admin-column-requested-by = 要求した人
admin-column-kind = 要求の内容
admin-column-asked-on = 要求日
admin-column-ends-on = 期限
admin-column-state = 状態

# 状態と印
admin-state-open = 承認待ち
admin-state-approved = 承認済み
admin-state-denied = 拒否
admin-state-blocked = ブロック
admin-state-expired = 期限切れ
admin-impact-low = 影響: 低
admin-impact-medium = 影響: 中
admin-impact-high = 影響: 高
admin-impact-none = 未分類
admin-risk-looks-like = { $name } に似た名前
    .why = このアプリケーションの名前は、確認済みの発行元による別のアプリケーション { $name } に似ています。取り違えるおそれがあります。
admin-risk-young = 新しく、未確認
    .why = このアプリケーションは、登録から 90 日未満の多組織向けのもので、発行元は未確認です。作成者を確かめてください。

# アプリケーション
admin-fact-name = 名前
admin-fact-known-as = 組織に追加された時の名前
admin-fact-app-id = アプリケーション ID
admin-fact-homepage = ホームページ
admin-fact-reply-urls = 応答 URL
admin-fact-registered-on = 登録日
