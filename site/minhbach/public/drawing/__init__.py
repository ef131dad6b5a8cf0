"""What public pages draw: maps, sketches and charts, as SVG and folium, made when a page is made."""
