"""What the scripts of a worker's phone say; they get their words from the page, in the reader's language."""

from django.utils.translation import gettext as _


def for_scripts() -> dict[str, str]:
    """Return every sentence a script may show; {name} is filled in there."""
    return {
        "kept": _("没有网络。这是 {when} 存下的内容，您照常记，有信号会自动发出。"),
        "stored": _("已存在手机里，有信号自动发出：{what}"),
        "signin": _("登录过期了。写好的 {count} 条还在手机里，登录后自动发出。"),
        "stuck": _("没有发成：{why}"),
        "later": _("现在发的人太多，系统请您等一会儿。记录还在手机里，过一分钟左右会自动再发。"),
        "large": _("照片合起来太大，没有收下。记录还在手机里：请去掉一张照片再发。"),
        "odd": _("系统没有收下（回答 {status}）。记录还在手机里：请再试一次，还不行就把这个数字告诉管理员。"),
        "waiting": _("{count} 条等信号发出"),
        "trouble": _("{count} 条要您看一看"),
        "other": _("另一个账号还有 {count} 条没有发出，那个账号登录后会发。"),
        "leave": _("还有 {count} 条没有发出。退出后它们留在这台手机上，等您下次登录再发。现在退出吗？"),
        "drop": _("删掉就找不回来了。确定删掉这条记录吗？"),
        "empty": _("请先写一句：{what}"),
        "today": _("今天"),
        "minutes": _("步行约 {count} 分钟"),
        "metres": _("{count} 米"),
        "here": _("手机定位，误差约 {count} 米"),
        "map": _("您在图上选的"),
        "searching": _("正在找您的位置……"),
        "nowhere": _("没有拿到位置。请在图上点一下。"),
        "outside": _("不在您的网格里"),
        "near": _("{what}附近"),
        "photo": _("第 {count} 张照片，点一下去掉"),
        "away": _("离这里 {count} 米"),
        "zoomIn": _("放大"),
        "zoomOut": _("缩小"),
        "goHere": _("回到我的位置"),
        "plan": _("网格图：拖动移动，点一下选地点"),
        "copied": _("已复制"),
        "sending": _("正在发……"),
        "sentAt": _("{when} 已发"),
        "madeAt": _("{when} 记下"),
        "pictures": _("{count} 张照片"),
        "new": _("有新的事到了"),
    }
