"""Makes one results statement as PDF with WeasyPrint, several times, and prints the median CPU time.

Arguments: font file, rows, documents. The statement has the columns, the words and the shape of ours.
"""

import statistics
import sys
import time

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

NAMES = [
    "Агеева Дарья Ильинична", "Артюхов Никита Павлович", "Бабич Софья Андреевна", "Белоусов Кирилл Олегович",
    "Воронина Полина Сергеевна", "Гаврилюк Семён Петрович", "Гладких Алёна Викторовна", "Демченко Иван Романович",
    "Ёлкин Матвей Денисович", "Жилина Ульяна Евгеньевна", "Захаров Артём Игоревич", "Зотова Мария Алексеевна",
    "Исмаилов Тимур Руслан оглы", "Петрова-Градская Яна Олеговна", "Чернов Руслан Вадимович",
]

STYLE = """
@font-face { font-family: Statement; src: url("file://%s"); }
@page { size: A4 landscape; margin: 12mm; @bottom-left { content: "Ведомость результатов № 420525-ИС-1"; font: 7pt Statement }
        @bottom-right { content: "стр. " counter(page) " из " counter(pages); font: 7pt Statement } }
body { font: 8.5pt Statement } h1 { font-size: 14pt; margin: 0 } p { margin: 1mm 0 }
table { border-collapse: collapse; width: 100%% } thead { display: table-header-group }
th, td { border: 0.2mm solid #000; padding: 0.8mm 1mm } td.mark { text-align: center; font-size: 7.5pt }
"""


def row(index):
    mark = "незачёт" if index % 17 == 5 else "зачёт"
    marks = "".join(f'<td class="mark">{mark}</td>' for _ in range(7))
    name = NAMES[index % len(NAMES)]
    return (
        f"<tr><td>{index + 1}</td><td>{name}</td><td>11 «А»</td><td>32 14 ••• {index * 37 % 1000:03}</td>"
        f"<td>20</td>{marks}<td>{mark}</td><td>1</td></tr>"
    )


def statement(rows):
    heads = "".join(
        f"<th>{head}</th>"
        for head in ["№", "Фамилия, имя, отчество", "Класс", "Документ", "Вид работы", "Т1", "Т2",
                     "К1", "К2", "К3", "К4", "К5", "Результат", "Редакция"]
    )
    return (
        "<!DOCTYPE html><html lang=ru><meta charset=utf-8><title>Ведомость результатов</title><body>"
        "<h1>Ведомость результатов № 420525-ИС-1</h1><p>Итоговое сочинение (изложение), 2 декабря 2026 года</p>"
        "<p>Передаёт: Региональный центр обработки информации Кузбасса</p>"
        "<p>Получает: Управление образования Киселёвского городского округа</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(row(index) for index in range(rows))}</tbody></table>"
        f"<p>Всего строк: {rows}.</p><p>Передал ____________ Получил ____________</p></body></html>"
    )


def main():
    font, rows, documents = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    fonts = FontConfiguration()
    style = CSS(string=STYLE % font, font_config=fonts)
    html = statement(rows)
    times = []
    for _ in range(documents):
        before = time.process_time()
        pdf = HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)
        times.append(time.process_time() - before)
    print(f"documents={documents} milliseconds={statistics.median(times) * 1000:.1f} bytes={len(pdf)}")


main()
